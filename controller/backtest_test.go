package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
	"foyer/controller/venue"
	"foyer/rules"
)

// recordedVenue is the example venue in a folder, with a history in two parts:
// ada was at the coffee twice, and the program was restarted in between.
func recordedVenue(t *testing.T) (folder string, c config) {
	t.Helper()
	folder = t.TempDir()
	if err := unpack(folder); err != nil {
		t.Fatal(err)
	}
	c, problems, err := readConfig(filepath.Join(folder, "venue.yaml"))
	if err != nil || failed(problems) != nil {
		t.Fatal(err, problems)
	}
	book, problems, err := readRules(c, c.path(c.Rules))
	if err != nil || failed(problems) != nil {
		t.Fatal(err, problems)
	}
	people := venue.Enrolled{People: []venue.Enrolment{{Profile: rules.Profile{
		Person: "ada", Registered: true, PushToken: "token", Consents: []rules.Purpose{rules.Location, rules.PushNote},
	}}}}
	state := venue.State{}
	for part := range 2 {
		at := book.Calendar.Opens.Add(time.Duration(part+1) * time.Hour)
		stay := beacons.Visit{Person: "ada", Zone: "coffee-east", From: at}
		gone := stay
		gone.To = at.Add(2 * time.Minute)
		h := openChronicle(c, at, state, slog.New(slog.DiscardHandler))
		h.write([]venue.Told{
			{At: at, In: venue.Ruled{Book: book}},
			{At: at, In: people},
			{At: at.Add(time.Second), In: venue.Visited{Visit: stay, Heard: at}},
			{At: gone.To.Add(time.Second), In: venue.Visited{Visit: gone, Heard: gone.To}},
		})
		if err := h.close(); err != nil || h.broken != nil {
			t.Fatal(err, h.broken)
		}
	}
	return folder, c
}

func TestABacktestTellsWhoWouldHaveGained(t *testing.T) {
	folder, c := recordedVenue(t)
	source, err := os.ReadFile(c.path(c.Rules))
	if err != nil {
		t.Fatal(err)
	}
	draft := filepath.Join(folder, "draft.yaml")
	if err := os.WriteFile(draft, bytes.Replace(source, []byte("coffee_visits >= 3"), []byte("coffee_visits >= 2"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--venue", c.file, "--against", historyFolder(c), "--people"}
	var words, figures bytes.Buffer
	if err := backtestCommand(t.Context(), append(args, draft), &words); err != nil {
		t.Fatalf("foyer backtest: %v\n%s", err, words.String())
	}
	for _, want := range []string{"coffee-gift gains: ada", "something more for 1 person", "Sat 10:00", "cannot know how they would have acted"} {
		if !strings.Contains(words.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, words.String())
		}
	}
	if err := backtestCommand(t.Context(), append(append([]string{"--json"}, args...), draft), &figures); err != nil {
		t.Fatal(err)
	}
	var r history.Report
	if err := json.Unmarshal(figures.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	gift := r.Rules[0]
	if gift.ID != "coffee-gift" || gift.Fired != (history.Both{Live: 0, Draft: 1}) || r.Gain != 1 || r.Lose != 0 || r.Pools[0].Needed.Draft != 1 || r.Pools[0].Stock != 200 {
		t.Errorf("the figures: got %+v", r)
	}
}

func TestABacktestThatCannotBeSaysWhy(t *testing.T) {
	folder, c := recordedVenue(t)
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	foreign := write("foreign.jsonl", `{"schema":"foyer.history/v1","venue":"north-hall","from":"2026-05-09T08:00:00Z","state":{}}`+"\n")
	wrong := write("wrong.yaml", "schema: foyer.rules/v1\nrule: []\n")
	for _, try := range []struct {
		args []string
		err  error
		says string
	}{
		{nil, errMisused, "which history?"},
		{[]string{"--against", filepath.Join(folder, "none")}, nil, "foyer run writes them into"},
		{[]string{"--against", t.TempDir()}, nil, "holds no history"},
		{[]string{"--against", foreign}, nil, `of the venue "north-hall", and the venue file is of "pier-west"`},
		{[]string{"--against", c.path(c.Rules)}, nil, "this is not a history"},
		{[]string{"--against", historyFolder(c), wrong}, errFound, "rule"},
	} {
		var out bytes.Buffer
		err := backtestCommand(t.Context(), append([]string{"--venue", c.file}, try.args...), &out)
		if err == nil || try.err != nil && !errors.Is(err, try.err) || !strings.Contains(out.String()+err.Error(), try.says) {
			t.Errorf("foyer backtest %v: got %v and\n%swant it to say %q", try.args, err, out.String(), try.says)
		}
	}
}

func TestARehearsalIsTheSameEachTime(t *testing.T) {
	folder := t.TempDir()
	if err := unpack(folder); err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := rehearseCommand(t.Context(), []string{"--venue", filepath.Join(folder, "venue.yaml"), "--people", "40", "--json"}, out); err != nil {
			t.Fatalf("foyer rehearse: %v\n%s", err, out.String())
		}
	}
	var r history.Report
	if err := json.Unmarshal(first.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() || r.Compared || r.Reached.Draft == 0 || len(r.Rules[0].Hours) == 0 || r.Busiest.Draft.Pushes == 0 {
		t.Errorf("a rehearsal: got\n%s\nand then\n%s", first.String(), second.String())
	}
}
