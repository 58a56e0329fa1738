package draw_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"foyer/rules/draw"
)

// python finds the attendee's own machine; without it the test is skipped, or
// fails with CI=true.
func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("python3 is needed: %v", err)
	}
	if err != nil {
		t.Skipf("python3 is needed: %v", err)
	}
	return path
}

func TestAnAttendeesScriptDrawsTheSame(t *testing.T) {
	python := python(t)
	for i, c := range []struct {
		entrants, winners int
		seed, source      string
	}{
		{812, 3, "a87619810b1b41e70a01b8f903cf69977e026f80d9fd5e4c197c298a96c61cfe", "drand, the first round after 16:30, randomness"},
		{5, 2, " 03 11 24 38 41 45 ", "Lottozahlen vom 10. Mai, größte zuletzt"},
		{1, 3, "it's $HOME and \"quotes\" 100%", "winners: 9"},
		{64, 64, "-1", ": "},
	} {
		list := publish(t, draw.Terms{Draw: "passport-prize", Winners: c.winners, Seed: c.source}, people(c.entrants))
		file := filepath.Join(t.TempDir(), "list.txt")
		if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		mine := salt().Code("passport-prize", "person-0")
		out, err := exec.CommandContext(t.Context(), python, "verify.py", file, c.seed, strings.ToLower(string(mine))).CombinedOutput()
		if want := report(list, pick(t, list, c.seed), mine); err != nil || strings.ReplaceAll(string(out), "\r", "") != want {
			t.Errorf("draw %d: %v, got\n%s\nwant\n%s", i, err, out, want)
		}
	}
}

func TestTheScriptKnowsAStranger(t *testing.T) {
	list := publish(t, terms(), people(3))
	file := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python(t), "verify.py", file, "7", "AAAAA-BBBBB-CCCCC-DDDDD").CombinedOutput()
	if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), "you are not in this list") {
		t.Errorf("a code of another draw: %v, got\n%s", err, out)
	}
}

// report is what verify.py prints.
func report(list draw.List, r draw.Result, mine draw.Code) string {
	var b, me strings.Builder
	fmt.Fprintln(&b, "hash", list.Hash())
	place := 0
	for _, part := range []struct {
		lines []draw.Line
		word  string
	}{{r.Winners, "wins"}, {r.Reserves, "reserve"}} {
		for _, line := range part.lines {
			place++
			fmt.Fprintln(&b, place, line, part.word)
			if line == mine.Line() {
				fmt.Fprintln(&me, "you are", place)
			}
		}
	}
	return b.String() + me.String()
}
