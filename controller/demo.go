package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"time"
)

const demoHelp = `foyer demo

Two days of a conference on this machine: a crowd of people who do not exist,
heard by gateways that do not exist, with a pretend Hue bridge and pretend
phones; and the real Foyer between them. It needs nothing: no broker, no Redis,
no hardware, no internet. Open the address it prints.`

// demoOptions are what the demo can be told.
type demoOptions struct {
	speed     string
	seed      uint64
	people    int
	headless  bool
	report    string
	decisions string
	listen    string
	data      string
	store     string
	days      time.Duration
	verbose   bool
}

func demoCommand(ctx context.Context, args []string, out io.Writer) error {
	var o demoOptions
	set := flags("demo", demoHelp, out)
	set.StringVar(&o.speed, "speed", "60", "how fast the clock runs: 60 is a minute a second; max is as fast as the machine can")
	set.Uint64Var(&o.seed, "seed", 1, "which crowd: the same seed lives the same two days")
	set.IntVar(&o.people, "people", 400, "how many people come")
	set.BoolVar(&o.headless, "headless", false, "end by itself when the two days are over")
	set.StringVar(&o.report, "report", "", "write what happened as JSON into this file")
	set.StringVar(&o.decisions, "decisions", "", "write every decision, a line each, into this file")
	set.StringVar(&o.listen, "listen", "127.0.0.1:8080", "where the pages are")
	set.StringVar(&o.data, "data", "", "keep the demo's venue and data in this folder (default: a temporary one)")
	set.StringVar(&o.store, "store", "", "child = a redis-server of our own, memory = the trial store (default: the best there is)")
	set.DurationVar(&o.days, "for", 0, "how much of the two days to live, such as 4h (default: all)")
	set.BoolVar(&o.verbose, "verbose", false, "log everything")
	if err := parseFlags(set, args, 0); err != nil {
		return err
	}
	if o.people < 1 || o.people > 100_000 {
		return fmt.Errorf("--people %d: between 1 and 100000", o.people)
	}
	if o.data == "" {
		folder, err := os.MkdirTemp("", "foyer-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		o.data = folder
	}
	return runDemo(ctx, o, out)
}

// pace reads --speed; 0 is as fast as the machine can.
func (o demoOptions) pace() (float64, error) {
	if o.speed == "max" {
		return 0, nil
	}
	speed, err := strconv.ParseFloat(o.speed, 64)
	if err != nil || speed < 1 || speed > 3600 {
		return 0, fmt.Errorf("--speed %q: a number from 1 to 3600, or max", o.speed)
	}
	return speed, nil
}

func (o demoOptions) logger() *slog.Logger {
	if o.verbose {
		return newLogger(os.Stderr, slog.LevelInfo)
	}
	return newLogger(os.Stderr, slog.LevelError)
}

func runDemo(ctx context.Context, o demoOptions, out io.Writer) error {
	speed, err := o.pace()
	if err != nil {
		return err
	}
	installTransport()
	w, err := newWorld(ctx, o, speed)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	running := make(chan error, 1)
	go func() { running <- w.run(ctx) }()
	fmt.Fprintf(out, "%s\nThe page: http://%s\n", w.controller.store.Kind().Line(), w.controller.listener.Addr())
	lived := w.live(ctx, out)
	if lived == nil && o.headless {
		lived = w.conclude(ctx, out)
	} else if lived == nil {
		fmt.Fprintln(out, "The two days are over. The page stays until Ctrl-C.")
		<-ctx.Done()
	}
	stop()
	if errors.Is(lived, context.Canceled) {
		lived = nil
	}
	return errors.Join(lived, <-running, w.close())
}
