package devices_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foyer/devices"
)

// The road of a push: an outbox that knows the offer's end, a ledger that
// knows what was sent, a driver that says what came of it.
func Example() {
	tries := 0
	phone := driver(func() error {
		if tries++; tries == 1 {
			return devices.Unsent(errors.New("503 ServiceUnavailable"))
		}
		return nil
	})
	settled := make(chan string)
	o := devices.NewOutbox(devices.OutboxConfig[note]{
		Driver:   devices.Once(phone, newBook(), func(e note) string { return e.key }),
		Workers:  32,
		Key:      func(e note) string { return e.key },
		Patience: devices.Patience[note]{First: time.Millisecond, Deadline: func(e note) time.Time { return e.until }},
		Settled: func(e note, err error) {
			settled <- fmt.Sprint(e.key, " ", devices.OutcomeOf(err), ", late: ", errors.Is(err, devices.ErrLate))
		},
	})
	o.Put(note{key: "coffee-3|ada|1", until: time.Now().Add(time.Hour)})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = o.Run(ctx) }()
	fmt.Println(<-settled)
	o.Put(note{key: "coffee-3|bo|1", until: time.Now()})
	fmt.Println(<-settled)
	// Output:
	// coffee-3|ada|1 done, late: false
	// coffee-3|bo|1 refused, late: true
}

// driver makes a driver of a function.
type driver func() error

func (d driver) Do(context.Context, note) error { return d() }
