package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"foyer/beacons/link"
)

const replayHelp = `foyer-sim replay publishes recorded data as its producer would have.

  foyer-sim replay --venue pier-west FILE|FOLDER...

  *.jsonl   a capture of MQTT traffic, such as of ESPresense nodes: its own
            topics, bodies and timing; one object a line with tst, topic, qos,
            retain and payload
  *.csv     what the receivers of one badge heard (t_s or t_ms, receiver,
            rssi_dbm; also .csv.gz): native sightings, an anchor per receiver;
            the badge is named like the file

Of a folder all recordings are replayed, 30 s apart. The sightings made of a CSV
carry the time START + what was recorded; a capture carries what it carried.`

// replayOptions are the flags of the replay command.
type replayOptions struct {
	venueFlags
	speed  float64 // 0 = as fast as it goes
	begins moment
	paths  []string
}

func replayFlags(args []string, errs io.Writer) (*replayOptions, error) {
	o := &replayOptions{}
	f := flags("replay", replayHelp, errs)
	o.register(f)
	f.Var(&o.begins, "start", "`time` (RFC 3339) of the first sighting of a CSV (default now)")
	speed := f.String("speed", "1", "how many times faster than recorded, or max")
	paths, err := parse(f, args)
	if err != nil {
		return nil, err
	}
	if *speed != "max" {
		if o.speed, err = strconv.ParseFloat(*speed, 64); err != nil || o.speed <= 0 {
			return nil, misused(f, "speed %q is neither a number above 0 nor max", *speed)
		}
	}
	if len(paths) == 0 {
		return nil, misused(f, "what shall be replayed?")
	}
	if o.begins.IsZero() {
		o.begins.Time = time.Now()
	}
	o.paths = paths
	return o, nil
}

func replayCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	o, err := replayFlags(args, errs)
	if err != nil {
		return err
	}
	list, err := recordings(o.paths, o.venue, o.begins.Time)
	if err != nil {
		return err
	}
	l, up := connect(link.Options{URL: o.broker, Client: "foyer-sim-replay", Log: slog.New(slog.NewTextHandler(errs, nil))})
	ctx, party := start(ctx, l.Run)
	began, n := time.Now(), 0
	select {
	case <-up:
		began = time.Now()
		n, err = publishAll(ctx, l, list, o.speed)
	case <-ctx.Done():
	}
	if failed := party.leave(); failed != nil {
		return failed
	}
	_, _ = fmt.Fprintf(out, "%d of %d messages in %.1f s\n", n, len(list), time.Since(began).Seconds())
	return err
}

// publishAll publishes each message when it is due, in order, and ends with the
// first that may not have arrived.
func publishAll(ctx context.Context, l *link.Link, list []recorded, speed float64) (n int, err error) {
	began := time.Now()
	for _, r := range list {
		if speed > 0 && !sleepUntil(ctx, began.Add(time.Duration(float64(r.after)/speed))) {
			return n, ctx.Err()
		}
		if err := l.Publish(ctx, r.Message); err != nil {
			return n, fmt.Errorf("replay: message %d: %w", n+1, err)
		}
		n++
	}
	return n, nil
}

// sleepUntil waits for a moment, or reports false when ctx ends first.
func sleepUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
