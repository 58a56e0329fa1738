package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// report is what came of the two days.
type report struct {
	Seed      uint64            `json:"seed"`
	People    int               `json:"people"`
	Sightings uint64            `json:"sightings"`
	Visits    uint64            `json:"visits"`
	Effects   map[string]uint64 `json:"effects"`
	Codes     []codesReport     `json:"codes"`
	Lights    lightsReport      `json:"lights"`
	DJ        djReport          `json:"dj"`
	Pushes    pushesReport      `json:"pushes"`
	// Doubled and Owed are by the crowd's own oracle, and must be 0: rewards
	// given twice, rewards earned and not given. Wrong are rewards of people
	// whom the radio put where they were not: a measure of the location engine,
	// not of the promises.
	Doubled int           `json:"rewards_doubled"`
	Owed    int           `json:"rewards_owed"`
	Wrong   int           `json:"rewards_wrong"`
	Rules   []crowd.Share `json:"rules"`
	Wall    float64       `json:"wall_seconds"`
}

type codesReport struct {
	Pool     string `json:"pool"`
	Imported int    `json:"imported"`
	Free     int    `json:"free"`
	Reserved int    `json:"reserved"`
	Given    int    `json:"given"`
	Redeemed int    `json:"redeemed"`
}

type lightsReport struct {
	Sent    int `json:"sent"`
	Refused int `json:"bridge_refused"`
}

type djReport struct {
	Requests int `json:"requests"`
	Tastes   int `json:"tastes"`
}

type pushesReport struct {
	Accepted int `json:"accepted"`
	Refused  int `json:"refused"`
	// Doubled is how many phones were told one thing under two identities.
	Doubled int `json:"doubled"`
}

// conclude settles what is on its way, judges, and writes the report.
func (w *world) conclude(ctx context.Context, out io.Writer) error {
	if err := w.settle(ctx); err != nil {
		return err
	}
	loop := w.controller.loop
	if err := errors.Join(loop.flushed(ctx), loop.fresh(ctx)); err != nil {
		return err
	}
	decisions, err := w.decisions(ctx)
	if err != nil {
		return err
	}
	if err := writeDecisions(w.options.decisions, decisions); err != nil {
		return err
	}
	r := w.report(decisions)
	text, _ := json.MarshalIndent(r, "", "  ") // plain fields: it always encodes
	if w.options.report != "" {
		if err := os.WriteFile(w.options.report, append(text, '\n'), 0o600); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	r.summary(out)
	if r.Doubled+r.Owed+r.Pushes.Doubled > 0 {
		return errUnfair
	}
	return nil
}

// decisions are all that were recorded, in the order in which they were made.
func (w *world) decisions(ctx context.Context) (all []venue.Decision, err error) {
	err = w.controller.store.Decisions(ctx, func(d venue.Decision) error {
		all = append(all, d)
		return nil
	})
	slices.SortFunc(all, func(a, b venue.Decision) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

func writeDecisions(file string, all []venue.Decision) error {
	if file == "" {
		return nil
	}
	var text []byte
	for _, d := range all {
		line, _ := json.Marshal(d) // plain fields: it always encodes
		text = append(append(text, line...), '\n')
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return fmt.Errorf("decisions: %w", err)
	}
	return nil
}

func (w *world) report(decisions []venue.Decision) report {
	picture := w.controller.loop.picture.Load()
	r := report{
		Seed: w.options.seed, People: w.options.people, Sightings: picture.Counts.Sightings, Visits: picture.Counts.Visits,
		Effects: map[string]uint64{}, Wall: time.Since(w.began).Round(10 * time.Millisecond).Seconds(),
	}
	for _, kind := range []console.LineKind{console.PushLine, console.RewardLine, console.SongLine, console.LightLine, console.StaffLine} {
		r.Effects[string(kind)] = w.controller.feed.count(kind)
	}
	imported := 0
	for _, c := range picture.Pools {
		r.Codes = append(r.Codes, codesReport{c.Name, c.Imported(), c.Free, c.Reserved, c.Given, c.Redeemed})
		imported += c.Imported()
	}
	lights := w.bridge.Counters()
	r.Lights = lightsReport{Sent: lights.Sent, Refused: lights.Refused}
	r.DJ.Requests, r.DJ.Tastes = songsOf(decisions)
	pushed := w.phones.Counts()
	r.Pushes = pushesReport{Accepted: pushed.Accepted, Refused: pushed.Refused, Doubled: toldTwice(w.phones.Told())}
	verdict := w.crowd.Judge(imported, given(decisions))
	r.Doubled, r.Owed, r.Wrong, r.Rules = len(verdict.Doubled), len(verdict.Missing), len(verdict.Wrong), verdict.Rules
	return r
}

func songsOf(decisions []venue.Decision) (requests, tastes int) {
	for _, d := range decisions {
		if d.Outcome == rules.Done && slices.Contains(d.Does, "song") {
			if d.Rule == "dj-taste" {
				tastes++
			} else {
				requests++
			}
		}
	}
	return requests, tastes
}

func given(decisions []venue.Decision) (given []crowd.Given) {
	for _, d := range decisions {
		given = append(given, crowd.Given{Rule: d.Rule, Person: d.Person, At: d.At, Outcome: string(d.Outcome)})
	}
	return given
}

// toldTwice counts phones that were told one rule's news under two identities:
// the second does not replace the first on the screen.
func toldTwice(told []phones.Told) (twice int) {
	type news struct{ token, rule string }
	seen := map[news]string{}
	for _, t := range told {
		if id, ok := seen[news{t.Token, t.Rule}]; ok && id != t.ID {
			twice++
		}
		seen[news{t.Token, t.Rule}] = t.ID
	}
	return twice
}

func (r report) summary(out io.Writer) {
	fmt.Fprintf(out, "%d people, %d sightings, %d visits in %.1f s.\n", r.People, r.Sightings, r.Visits, r.Wall)
	for _, c := range r.Codes {
		fmt.Fprintf(out, "%s: %d free, %d reserved, %d given, %d redeemed of %d imported.\n", c.Pool, c.Free, c.Reserved, c.Given, c.Redeemed, c.Imported)
	}
	fmt.Fprintf(out, "%d lamp commands (%d refused by the bridge), %d songs asked for, %d pushes taken (%d refused).\n",
		r.Lights.Sent, r.Lights.Refused, r.DJ.Requests, r.Pushes.Accepted, r.Pushes.Refused)
	fmt.Fprintf(out, "Rewards doubled: %d. Owed and not given: %d. Given because the radio erred: %d.\n", r.Doubled, r.Owed, r.Wrong)
}
