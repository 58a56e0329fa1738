package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"foyer/beacons"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/gateways"
)

const crowdHelp = `foyer-sim crowd lets a crowd that does not exist live its two days at the venue:
registration, talks, coffee, bacon, booths and a party. What its badges and
phones would be heard by is published to the broker as our gateways and phones
do it: numbered, kept until the controller has committed it, and sent again.

The venue's time is START + (now - EPOCH) * SPEED. A controller that is started
with the same three numbers agrees with it. The same seed is the same crowd.

First write the guest list and give it to the controller, then let them in:

  foyer-sim crowd --people 400 --seed 1 --registrations guests.csv
  foyer-sim crowd --people 400 --seed 1 --speed 60`

// crowdOptions are the flags of the crowd command.
type crowdOptions struct {
	venueFlags
	people                int
	seed                  uint64
	speed                 float64
	opens, closes         moment
	begins, epoch         moment
	interval              time.Duration
	registrations, report string
	busy                  bool
	lasts                 time.Duration
}

func crowdFlags(args []string, errs io.Writer) (*crowdOptions, error) {
	o := &crowdOptions{opens: moment{time.Date(2026, 5, 9, 8, 0, 0, 0, time.FixedZone("", -7*3600))}}
	f := flags("crowd", crowdHelp, errs)
	o.register(f)
	f.IntVar(&o.people, "people", 400, "`number` of people")
	f.Uint64Var(&o.seed, "seed", 1, "`seed` of the crowd")
	f.Float64Var(&o.speed, "speed", 1, "how many times faster than life")
	f.Var(&o.opens, "opens", "`time` (RFC 3339) when the event opens; its offset is the venue's")
	f.Var(&o.closes, "closes", "`time` when the event closes (default 34 hours after it opens)")
	f.Var(&o.begins, "start", "`time` at the venue at EPOCH (default when it opens)")
	f.Var(&o.epoch, "epoch", "machine's `time` at which the venue's time is START (default now)")
	f.DurationVar(&o.interval, "interval", 4500*time.Millisecond, "`time` between two reports of a badge by one gateway")
	f.BoolVar(&o.busy, "busy", false, "a crowd that only walks coffee, bacon, talk, round and round, from START, for fault tests")
	f.StringVar(&o.registrations, "registrations", "", "write the guest list to this CSV `file` (- = standard output) and end")
	f.StringVar(&o.report, "report", "", "at the end, write what was sent, where everybody really was and who is owed what to this JSON `file`")
	f.DurationVar(&o.lasts, "for", 0, "end after this machine's `time` (default when everybody has left)")
	operands, err := parse(f, args)
	if err != nil {
		return nil, err
	}
	if len(operands) > 0 {
		return nil, misused(f, "what is %q?", operands[0])
	}
	if o.people < 1 || o.speed <= 0 || o.interval <= 0 {
		return nil, misused(f, "people, speed and interval must be more than 0")
	}
	o.fill()
	return o, nil
}

// fill sets the times that were not given.
func (o *crowdOptions) fill() {
	if o.closes.IsZero() {
		o.closes.Time = o.opens.Add(34 * time.Hour)
	}
	if o.begins.IsZero() {
		o.begins = o.opens
	}
	if o.epoch.IsZero() {
		o.epoch.Time = time.Now()
	}
}

func (o *crowdOptions) crowd() (*crowd.Crowd, beacons.Plan, error) {
	plan, err := o.floor()
	if err != nil {
		return nil, plan, err
	}
	air := crowd.Indoors(plan)
	air.Interval = o.interval
	if o.busy {
		return crowd.Busy(o.seed, plan, o.people, o.begins.Time).In(air), plan, nil
	}
	return crowd.New(o.seed, plan, o.people, o.opens.Time, o.closes.Time).In(air), plan, nil
}

func crowdCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	o, err := crowdFlags(args, errs)
	if err != nil {
		return err
	}
	c, plan, err := o.crowd()
	if err != nil {
		return err
	}
	if o.registrations != "" {
		return write(o.registrations, c.Registrations(), out)
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	line, l, up := listen(o.broker, gateways.NewFleet(gateways.Options{Venue: o.venue, Plan: plan, Boot: randomHex(4), AskAgain: 2}), log)
	ctx, party := start(ctx, l.Run, line.Run)
	s := &stroll{o: o, crowd: c, line: line, out: out}
	s.live(ctx, up)
	s.settle(ctx)
	err = party.leave()
	if o.report != "" && err == nil {
		err = s.report()
	}
	return err
}

// write writes a file, or to out when it is named "-".
func write(name string, content []byte, out io.Writer) error {
	if name == "-" {
		_, err := out.Write(content)
		return err
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
