package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"foyer/beacons/link"
)

const loadHelp = `foyer-sim load publishes sightings at a fixed rate, however fast they are
answered (an open loop), and tells how fast that was and what was lost.

Each tag stays near one gateway of the plan, loud and clear, and walks to another
zone now and then. Each sighting carries the time at which it was published. When
a zone's number of people changes, the controller publishes it with the time of
the sighting that decided it: the latency is from there to here, in whole ms.

The controller must know the tags: write them as a guest list first.

  foyer-sim load --tags 5000 --registrations guests.csv
  foyer-sim load --tags 5000 --rate 40000 --seconds 20 --per-message 1`

// loadOptions are the flags of the load command.
type loadOptions struct {
	venueFlags
	tags, rate, per, connections int
	seconds                      float64
	walks                        time.Duration
	seed                         uint64
	json                         bool
	registrations                string
}

func loadFlags(args []string, errs io.Writer) (*loadOptions, error) {
	o := &loadOptions{}
	f := flags("load", loadHelp, errs)
	o.register(f)
	f.IntVar(&o.tags, "tags", 5000, "`number` of tags")
	f.IntVar(&o.rate, "rate", 40_000, "sightings per `second`")
	f.IntVar(&o.per, "per-message", 1, "`number` of sightings in one message")
	f.IntVar(&o.connections, "connections", 4, "`number` of connections to share them")
	f.Float64Var(&o.seconds, "seconds", 20, "how `long`")
	f.DurationVar(&o.walks, "walk-every", time.Minute, "`time` after which a tag walks to another zone; 0 = never")
	f.Uint64Var(&o.seed, "seed", 1, "`seed` of who walks where")
	f.BoolVar(&o.json, "json", false, "tell the result as JSON")
	f.StringVar(&o.registrations, "registrations", "", "write the tags as a guest list to this CSV `file` (- = standard output) and end")
	operands, err := parse(f, args)
	if err != nil {
		return nil, err
	}
	if len(operands) > 0 {
		return nil, misused(f, "what is %q?", operands[0])
	}
	if o.rate < 1 || o.per < 1 || o.connections < 1 || o.seconds <= 0 || o.walks < 0 || o.tags < o.connections {
		return nil, misused(f, "rate, per-message, connections and seconds must be more than 0, and tags as many as connections or more")
	}
	return o, nil
}

func loadCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	o, err := loadFlags(args, errs)
	if err != nil {
		return err
	}
	if o.registrations != "" {
		return write(o.registrations, guests(o.tags), out)
	}
	plan, err := o.floor()
	if err != nil {
		return err
	}
	list, err := herds(plan, o.venue, o.tags, o.connections, o.seed)
	if err != nil {
		return err
	}
	m := newMeter(o.venue)
	l, up := connect(link.Options{
		URL: o.broker, Client: "foyer-sim-load", Subscribe: m.filters(), Hear: m.hear,
		Eager: true, // it measures: waiting for others would be measured too
		Log:   slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	ctx, party := start(ctx, l.Run)
	r, err := o.load(ctx, up, list, m)
	if failed := party.leave(); failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	return r.tell(out, o.json)
}

// guests is the guest list of a load: everybody agrees to everything.
func guests(tags int) []byte {
	var b bytes.Buffer
	b.WriteString("id,email,first_name,badge,badge_key,phone,apns_token,favourite_colour,favourite_music,staff,sponsor,consents\n")
	for n := range tags {
		fmt.Fprintf(&b, "l%05d,guest%d@example.com,Guest %d,%s,,,%064x,#%06x,,,,location;push;lights;music;social;sponsors\n",
			n+1, n+1, n+1, tagName(n), n+1, n*7919%0x1000000)
	}
	return b.Bytes()
}

// load runs the whole load and measures it.
func (o *loadOptions) load(ctx context.Context, up <-chan struct{}, list []*herd, m *meter) (*result, error) {
	select {
	case <-up:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := m.begin(ctx); err != nil {
		return nil, err
	}
	used := cpu()
	began := time.Now()
	pouring, party := start(ctx)
	hoses := make([]*hose, len(list))
	for i, h := range list {
		hoses[i] = o.hose(h, began)
		party.run(pouring, hoses[i].pour)
	}
	err := party.finish()
	r := o.result(hoses, time.Since(began), cpu()-used)
	if err != nil {
		return nil, err
	}
	m.end(ctx, r)
	return r, nil
}
