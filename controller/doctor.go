package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

const doctorHelp = `foyer doctor --venue venue.yaml

Looks at everything a venue depends on, and listens for a while: broker, store,
lamps, push, registrations, radio map, anchors, clocks and disk. Each line says
how it is; what is not well says why it matters and what to do. It changes
nothing, takes no place of a running controller, and may run beside it.
Exit code 0: all is well; 1: warnings; 2: something does not work.`

// mark is how one thing is.
type mark string

// The marks, from well to bad.
const (
	well    mark = "ok"
	skipped mark = "skipped"
	warning mark = "warning"
	failure mark = "failure"
)

// finding is one line of the table.
type finding struct {
	Mark  mark   `json:"mark"`
	What  string `json:"what"`
	Found string `json:"found"`
	Why   string `json:"why,omitempty"` // it matters
	Do    string `json:"do,omitempty"`
}

// diagnosis is all of it.
type diagnosis struct {
	Venue    string    `json:"venue"`
	Findings []finding `json:"findings"`
	Warnings int       `json:"warnings"`
	Failures int       `json:"failures"`
}

func (d *diagnosis) add(all ...finding) {
	for _, f := range all {
		switch f.Mark {
		case warning:
			d.Warnings++
		case failure:
			d.Failures++
		case well, skipped:
		}
	}
	d.Findings = append(d.Findings, all...)
}

// errSick says that something does not work, and has been shown.
var errSick = errors.New("something does not work")

// verdict is the diagnosis as an exit code.
func (d *diagnosis) verdict() error {
	switch {
	case d.Failures > 0:
		return errSick
	case d.Warnings > 0:
		return errFound
	}
	return nil
}

func doctorCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("doctor", doctorHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	listen := set.Duration("listen", 10*time.Second, "how long to listen to the broker")
	asJSON := set.Bool("json", false, "print JSON")
	if err := parseFlags(set, args, 0); err != nil {
		return err
	}
	d, err := diagnose(ctx, *file, *listen)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(d); err != nil {
			return err
		}
	} else {
		d.print(out)
	}
	return d.verdict()
}

// diagnose looks at everything. Its error is only that it was interrupted.
func diagnose(ctx context.Context, file string, listen time.Duration) (*diagnosis, error) {
	d := &diagnosis{}
	c, problems, err := readConfig(file)
	if err = errors.Join(err, failed(problems)); err != nil {
		d.add(finding{failure, "venue file", firstLine(err), "nothing else can be looked at", "run foyer check, which shows every mistake with its place"})
		return d, nil
	}
	d.Venue = c.Venue
	d.add(lookRules(c), lookPeople(c), lookMap(c))
	d.add(lookStore(ctx, c), lookDisk(c))
	d.add(lookLights(ctx, c)...)
	d.add(lookPush(c))
	heard, err := d.listen(ctx, c, listen)
	if err != nil || heard == nil {
		return d, err
	}
	d.add(heard.findings(c.plan(), listen)...)
	return d, nil
}

// print writes the table.
func (d *diagnosis) print(out io.Writer) {
	for _, f := range d.Findings {
		fmt.Fprintf(out, "%-8s %-15s %s\n", f.Mark, f.What, f.Found)
		if f.Why != "" {
			fmt.Fprintf(out, "%24s why: %s\n", "", f.Why)
		}
		if f.Do != "" {
			fmt.Fprintf(out, "%24s do:  %s\n", "", f.Do)
		}
	}
	fmt.Fprintf(out, "\n%d checks, %d warnings, %d failures.\n", len(d.Findings), d.Warnings, d.Failures)
}
