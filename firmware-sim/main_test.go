package main

import (
	"strings"
	"testing"
)

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, name := range []string{"crowd", "replay", "load"} {
		code, _, errs := do(t, name, "--help")
		if code != 0 || !strings.Contains(errs, "foyer-sim "+name) || !strings.Contains(errs, "-broker") {
			t.Errorf("%s --help: got exit %d and %q, want 0, what it does and its flags", name, code, errs)
		}
	}
	if code, out, _ := do(t, "--help"); code != 0 || !strings.Contains(out, "foyer-sim crowd") {
		t.Errorf("--help: got exit %d and %q, want 0 and the commands", code, out)
	}
}

func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	for _, args := range [][]string{
		{},
		{"croud"},
		{"crowd", "--people", "0"},
		{"crowd", "--poeple", "1"},
		{"crowd", "extra"},
		{"replay"},
		{"replay", "--speed", "fast", "x"},
		{"load", "--rate", "0"},
		{"load", "--tags", "2", "--connections", "4"},
	} {
		if code, _, errs := do(t, args...); code != 2 || errs == "" {
			t.Errorf("%q: got exit %d and %q, want 2 and a word about it", args, code, errs)
		}
	}
}

func TestGuestListsHaveARowForEverybody(t *testing.T) {
	for _, args := range [][]string{
		{"crowd", "--people", "50", "--registrations", "-"},
		{"load", "--tags", "50", "--registrations", "-"},
	} {
		code, out, errs := do(t, args...)
		rows := strings.Split(strings.TrimSpace(out), "\n")
		if code != 0 || len(rows) != 51 || !strings.HasPrefix(rows[0], "id,email,first_name,badge,") {
			t.Errorf("%q: got exit %d, %d rows, %s, want 51 rows", args, code, len(rows), errs)
		}
	}
}
