package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"foyer/beacons"
	"foyer/firmware-sim/crowd"
)

// flags is a flag set that explains itself to a newcomer.
func flags(name, what string, errs io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("foyer-sim "+name, flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() {
		_, _ = fmt.Fprintf(errs, "%s\n\nFlags:\n", what)
		f.PrintDefaults()
	}
	return f
}

// parse reads the flags, which may stand before and after the operands.
func parse(f *flag.FlagSet, args []string) (operands []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if f.NArg() == 0 {
			return operands, nil
		}
		operands, args = append(operands, f.Arg(0)), f.Args()[1:]
	}
}

// misused tells on the flag set's output what is wrong with the arguments.
func misused(f *flag.FlagSet, format string, a ...any) error {
	_, _ = fmt.Fprintf(f.Output(), "%s: %s\nSee %s --help.\n", f.Name(), fmt.Sprintf(format, a...), f.Name())
	return errUsage
}

// venueFlags say where the controller is.
type venueFlags struct{ broker, venue, plan string }

func (v *venueFlags) register(f *flag.FlagSet) {
	f.StringVar(&v.broker, "broker", "mqtt://127.0.0.1:1883", "`URL` of the MQTT broker; user and password go in it, mqtts:// is TLS")
	f.StringVar(&v.venue, "venue", "pier-west", "`name` of the venue, the second level of its topics")
	f.StringVar(&v.plan, "plan", "", "JSON `file` with the plan of the venue (default the plan of the demo, Pier West)")
}

// floor is the plan to use.
func (v *venueFlags) floor() (beacons.Plan, error) {
	if v.plan == "" {
		return crowd.PierWest(), nil
	}
	text, err := os.ReadFile(v.plan)
	if err != nil {
		return beacons.Plan{}, fmt.Errorf("plan: %w", err)
	}
	var p beacons.Plan
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("plan %s: %w", v.plan, err)
	}
	if len(p.Zones) == 0 || len(p.Anchors) == 0 || p.Width <= 0 || p.Depth <= 0 {
		return p, fmt.Errorf("plan %s: needs Width, Depth, Zones and Anchors", v.plan)
	}
	return p, nil
}

// moment is a flag with a time in it.
type moment struct{ time.Time }

// String implements flag.Value.
func (m *moment) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Format(time.RFC3339Nano)
}

// Set implements flag.Value.
func (m *moment) Set(s string) (err error) {
	m.Time, err = time.Parse(time.RFC3339Nano, s)
	return err
}
