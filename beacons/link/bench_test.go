package link

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link/brokertest"
	"foyer/beacons/wire"
)

// BenchmarkReceive receives and decodes sightings, one a message, that another
// process publishes at 40,000 a second through a real mosquitto, and tells the
// processor time of this process per message.
func BenchmarkReceive(b *testing.B) {
	broker := brokertest.Start(b)
	var heard atomic.Int64
	var m wire.Message
	d := wire.NewDecoder("v", fifty(), wire.Producers{})
	o := Options{URL: broker.URL, Client: "bench", Clean: true, Hear: func(in Delivery) {
		if err := d.Decode(time.Now(), in.Topic, in.Body, in.Retain, &m); err != nil {
			b.Error(err)
		}
		heard.Add(int64(len(m.Sightings)))
	}}
	for _, f := range d.Filters() {
		o.Subscribe = append(o.Subscribe, Filter(f))
	}
	up := make(chan struct{}, 1)
	o.Up = func() { up <- struct{}{} }
	ctx, end := context.WithCancel(b.Context())
	defer end()
	ended := make(chan struct{})
	go func() { _ = New(o).Run(ctx); close(ended) }()
	<-up

	command := exec.Command(os.Args[0])
	command.Stderr = os.Stderr
	command.Env = append(os.Environ(), "FOYER_PUBLISH="+strings.TrimPrefix(broker.URL, "tcp://"), fmt.Sprint("FOYER_COUNT=", b.N), "FOYER_RATE=40000")
	began := cpuTime(b)
	b.ResetTimer()
	if err := command.Run(); err != nil {
		b.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for heard.Load() < int64(b.N) && time.Now().Before(deadline) {
		<-time.After(time.Millisecond)
	}
	b.StopTimer()
	b.ReportMetric(float64((cpuTime(b)-began).Nanoseconds())/1e3/float64(b.N), "cpu-µs/msg")
	b.ReportMetric(float64(int64(b.N)-heard.Load()), "lost")
	end()
	<-ended
}

func fifty() (p beacons.Plan) {
	for i := range 50 {
		p.Anchors = append(p.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(fmt.Sprintf("gw-%02d", i))})
	}
	return p
}

// cpuTime is the processor time this process has used.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
