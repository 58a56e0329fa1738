package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
	"foyer/controller/people"
	"foyer/controller/venue"
	"foyer/firmware-sim/crowd"
	"foyer/rules"
)

const rehearseHelp = `foyer rehearse --venue venue.yaml [rules.yaml]

Lets a crowd of people who do not exist walk the venue's own plan for the days
of the event, and shows what the rules (the file given, else the one the venue
file names) would do with them: how often each fires and when, how far the
rewards go, what caps and quiet hours hold back, how many pushes a person gets.
It lives two days in seconds, sends nothing anywhere and changes nothing.`

// walkingThrough is how short a stay in a zone no gateway would notice.
const walkingThrough = 10 * time.Second

func rehearseCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("rehearse", rehearseHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	guests := set.Int("people", 400, "how many people come")
	seed := set.Uint64("seed", 1, "which crowd: the same seed goes the same ways")
	asJSON := set.Bool("json", false, "write JSON")
	if err := parseFlags(set, args, 1); err != nil {
		return err
	}
	if *guests < 1 || *guests > 100_000 {
		return fmt.Errorf("--people %d: between 1 and 100000", *guests)
	}
	c, book, err := readDraft(*file, set.Arg(0), out)
	if err != nil {
		return err
	}
	if book.Calendar.Closes.Sub(book.Calendar.Opens) > 31*24*time.Hour {
		return fmt.Errorf("the event lasts longer than a month: a rehearsal of it has no end")
	}
	book = history.Stock(book, nil)
	tape, err := walk(ctx, c, book, *guests, *seed)
	if err != nil {
		return err
	}
	told := newTeller(os.Stderr, tape.Len())
	return tellReport(out, history.Compare(tape, nil, tape.Live(book, told.tell), false), *asJSON)
}

// walk lets a crowd live the days of a book, and records where they really are.
func walk(ctx context.Context, c config, book *rules.Book, guests int, seed uint64) (*history.Tape, error) {
	opens, closes := book.Calendar.Opens, book.Calendar.Closes
	all := crowd.New(seed, c.plan(), guests, opens, closes)
	enrolled, _, err := people.Read(bytes.NewReader(all.Registrations()))
	if err != nil {
		return nil, err
	}
	var told []venue.Told
	for hour := opens; hour.Before(closes); hour = hour.Add(time.Hour) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		all.Step(earlier(hour.Add(time.Hour), closes), nil, func(id string, phone beacons.Tag, song string, at time.Time) {
			told = append(told, venue.Told{At: at, In: venue.Asked{ID: id, Phone: phone, Mention: rules.Mention{Song: song, Text: song, From: "app", Match: 1, To: phone}, At: at}})
		})
	}
	for _, visit := range all.Truth() {
		told = append(told, stays(visit)...)
	}
	slices.SortStableFunc(told, func(a, b venue.Told) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	tape := history.NewTape(c.Venue, c.plan(), opens, venue.State{})
	tape.Add(venue.Told{At: opens, In: venue.Ruled{Book: book}})
	tape.Add(venue.Told{At: opens, In: venue.Enrolled{People: enrolled}})
	for i := range told {
		tape.Add(told[i])
	}
	return tape, nil
}

// stays tells of one stay, unless nobody would notice it.
func stays(visit beacons.Visit) []venue.Told {
	open := visit
	open.To = time.Time{}
	told := []venue.Told{{At: visit.From, In: venue.Visited{Visit: open, Heard: visit.From}}}
	switch {
	case visit.To.IsZero():
		return told
	case visit.To.Sub(visit.From) < walkingThrough:
		return nil
	}
	return append(told, venue.Told{At: visit.To, In: venue.Visited{Visit: visit, Heard: visit.To}})
}
