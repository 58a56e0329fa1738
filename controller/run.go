package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"foyer/devices/hue"
)

const runHelp = `foyer run --venue venue.yaml

Runs a venue until it is told to stop (Ctrl-C). Everything it needs to know
stands in the venue file; foyer check shows mistakes in it without starting
anything. What it keeps lies in the data directory beside the venue file, or
in the Redis that the venue file names.`

func runCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("run", runHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	verbose := set.Bool("verbose", false, "log every effect with its rule")
	choice := clockFlags(set)
	if err := parseFlags(set, args, 0); err != nil {
		return err
	}
	clock, err := choice.clock()
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	return runVenue(ctx, *file, clock, newLogger(os.Stderr, level), out)
}

func runVenue(ctx context.Context, file string, clock scaledClock, log *slog.Logger, out io.Writer) error {
	c, problems, err := readConfig(file)
	if err != nil {
		return err
	}
	if err := failed(problems); err != nil {
		return err
	}
	s := settings{clock: clock, speed: clock.speed, owner: owner(c), log: log}
	if s.people, err = loadPeople(c, log); err != nil {
		return err
	}
	if s.radio, err = readMap(c); err != nil {
		return err
	}
	if s.songs, err = loadSongs(c, log); err != nil {
		return err
	}
	installTransport()
	f, err := assemble(ctx, c, s)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The pages are at http://%s\n%s\n", f.listener.Addr(), f.store.Kind().Line())
	return errors.Join(f.Run(ctx), f.close())
}

// installTransport gives the Hue library, which uses http.DefaultClient, a
// transport with limits. It is done once, before anything else.
func installTransport() {
	http.DefaultClient = &http.Client{Transport: hue.Transport(http.DefaultTransport)}
}

// owner names this installation, so that after a crash it takes its own lease
// over at once, and another machine's waits.
func owner(c config) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "/" + c.Venue
}

// clockChoice is a clock as flags say it: for rehearsals in a time of their own.
type clockChoice struct {
	start *string
	epoch *int64
	speed *float64
}

func clockFlags(set *flag.FlagSet) clockChoice {
	return clockChoice{
		start: set.String("start", "", "for rehearsals: the time that the clock shows at --epoch (RFC 3339)"),
		epoch: set.Int64("epoch", 0, "for rehearsals: Unix milliseconds at which it showed --start; 0 = now"),
		speed: set.Float64("speed", 1, "for rehearsals: how fast the clock runs"),
	}
}

func (c clockChoice) clock() (scaledClock, error) {
	clock := wallClock()
	if *c.speed <= 0 {
		return clock, fmt.Errorf("--speed %v: it must be more than 0", *c.speed)
	}
	clock.speed = *c.speed
	if *c.epoch != 0 {
		// A difference of wall clocks: two programs must agree on it.
		clock.epoch = time.UnixMilli(*c.epoch)
	}
	if *c.start != "" {
		start, err := time.Parse(time.RFC3339, *c.start)
		if err != nil {
			return clock, fmt.Errorf("--start: %w", err)
		}
		clock.start = start
	}
	return clock, nil
}
