package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"foyer/controller/history"
	"foyer/controller/venue"
)

// TestTheHistoryOfADayGivesItsDecisionsAgain lets a crowd live a day with the
// real program, and lives it again from the history that it wrote: the
// decisions in the store and those of the replay are the same bytes.
// FOYER_FULL=1 makes it two whole days of 400 people.
func TestTheHistoryOfADayGivesItsDecisionsAgain(t *testing.T) {
	args := []string{"--people", "60", "--for", "8h"}
	if os.Getenv("FOYER_FULL") != "" {
		args = []string{"--people", "400"}
	}
	dir := t.TempDir()
	made := filepath.Join(dir, "decisions")
	demo := exec.CommandContext(t.Context(), binaries(t).foyer, append([]string{
		"demo", "--headless", "--speed", "max", "--seed", "11", "--listen", "127.0.0.1:0", "--data", dir, "--decisions", made,
	}, args...)...)
	if said, err := demo.CombinedOutput(); err != nil {
		t.Fatalf("foyer demo: %v\n%s", err, said)
	}
	lived, err := os.ReadFile(made)
	if err != nil || len(lived) == 0 {
		t.Fatalf("the decisions: got %d bytes, %v, want some", len(lived), err)
	}
	c, problems, err := readConfig(filepath.Join(dir, "venue.yaml"))
	if err != nil || failed(problems) != nil {
		t.Fatal(err, problems)
	}
	files, err := historyFiles(historyFolder(c))
	if err != nil || len(files) != 1 {
		t.Fatalf("histories: got %v, %v, want one", files, err)
	}
	again, size := replayFile(t, c, files[0])
	if at := differ(lived, again); at != "" {
		t.Errorf("the day lived again: got other decisions: %s", at)
	}
	t.Logf("%d bytes of history, %d decisions", size, bytes.Count(again, []byte("\n")))
}

// replayFile gives the decisions of a history as the store keeps them: of each
// id the last, in order of time.
func replayFile(t *testing.T, c config, file string) (decisions []byte, size int) {
	t.Helper()
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := history.Open(bytes.NewReader(written), c.plan())
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]venue.Decision{}
	if err := history.Replay(r, func(d venue.Decision) { kept[d.ID] = d }); err != nil {
		t.Fatal(err)
	}
	sorted := slices.SortedFunc(maps.Values(kept), func(a, b venue.Decision) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, d := range sorted {
		line, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		decisions = append(append(decisions, line...), '\n')
	}
	return decisions, len(written)
}

func TestTheOldestHistoriesMakeRoomForNewOnes(t *testing.T) {
	folder := t.TempDir()
	start := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	for i := range 12 {
		f, err := startFile(folder, start.Add(time.Duration(i/11)*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Write(make([]byte, 100))
		if err := cmp.Or(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := makeRoom(folder, 350); err != nil {
		t.Fatal(err)
	}
	left, err := historyFiles(folder)
	if err != nil {
		t.Fatal(err)
	}
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if want := []string{"20260509T080000Z-10.jsonl", "20260509T080000Z-11.jsonl", "20260509T090000Z.jsonl"}; !slices.Equal(left, want) {
		t.Errorf("12 histories of 100 bytes within 350: got %v, want %v", left, want)
	}
}

func TestAVenueGoesOnWithoutAHistory(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := openChronicle(config{Data: blocked, Venue: "v"}, time.Now(), venue.State{}, slog.New(slog.DiscardHandler))
	h.write([]venue.Told{{In: venue.Waited{}}})
	if err := h.close(); h.broken == nil || err != nil {
		t.Errorf("a history where no folder can be: got %v and %v, want it to be broken and the venue to go on", h.broken, err)
	}
}
