package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheDemoPageLives runs the demo as `make demo` does, opens its page in a
// real Chromium and lets console/web/test/demo.mjs judge it. FOYER_PICTURES
// names a folder for pictures.
func TestTheDemoPageLives(t *testing.T) {
	for _, need := range []struct{ file, say string }{
		{"dist/index.html", "the pages: make web"},
		{"node_modules/playwright-core", "playwright-core: npm ci in controller/console/web"},
	} {
		if _, err := os.Stat(filepath.Join("console", "web", need.file)); err != nil {
			missing(t, need.say)
		}
	}
	for _, program := range []string{"node", "chromium"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, program)
		}
	}
	page := startDemo(t, demoOptions{speed: "90", seed: 3, people: 200, listen: "127.0.0.1:0", data: t.TempDir()})
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	judge := exec.CommandContext(ctx, "node", "test/demo.mjs", page, os.Getenv("FOYER_PICTURES"))
	judge.Dir = filepath.Join("console", "web")
	judge.WaitDelay = 5 * time.Second
	if said, err := judge.CombinedOutput(); err != nil {
		t.Errorf("the demo's page in a real browser: %v\n%s", err, said)
	}
}

// startDemo runs a demo until the test ends, and gives the address of its page.
func startDemo(t *testing.T, o demoOptions) (page string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, told := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := runDemo(ctx, o, told)
		_ = told.CloseWithError(io.EOF)
		ended <- err
	}()
	lines := bufio.NewScanner(out)
	for page == "" && lines.Scan() {
		page, _ = strings.CutPrefix(lines.Text(), "The page: ")
		if !strings.HasPrefix(page, "http://127.0.0.1:") {
			page = ""
		}
	}
	rest := make(chan struct{})
	go func() { _, _ = io.Copy(io.Discard, out); close(rest) }()
	t.Cleanup(func() {
		stop()
		<-rest
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	if page == "" {
		t.Fatal("the demo ended without the address of its page")
	}
	return page
}

// TestTwoDaysInHeadlessAreFairAndTheSameAgain lives the same days twice, as
// fast as the machine can. The crowd's own oracle must find nothing doubled,
// nothing owed and nothing wrong, and both must have come to the same
// decisions, byte for byte. FOYER_FULL=1 makes it two whole days of 400 people.
func TestTwoDaysInHeadlessAreFairAndTheSameAgain(t *testing.T) {
	args := []string{"--people", "120", "--for", "4h"}
	if os.Getenv("FOYER_FULL") != "" {
		args = []string{"--people", "400"}
	}
	bin := binaries(t)
	first, decisions := liveHeadless(t, bin.foyer, args)
	if first.Doubled+first.Owed+first.Pushes.Doubled != 0 {
		t.Errorf("the oracle: got %d doubled, %d owed, %d phones told twice, want none", first.Doubled, first.Owed, first.Pushes.Doubled)
	}
	if first.Wrong != 0 {
		t.Errorf("the oracle: got %d rewards of people who were not where they were heard, want none: the location engine puts people into zones they only pass", first.Wrong)
	}
	codes := first.Codes[0]
	if codes.Free+codes.Reserved+codes.Given+codes.Redeemed != codes.Imported || codes.Given == 0 {
		t.Errorf("codes: got %+v, want some given, and all of the imported somewhere", codes)
	}
	if first.Sightings == 0 || first.Lights.Sent == 0 || first.DJ.Requests+first.DJ.Tastes == 0 || first.Pushes.Accepted == 0 {
		t.Errorf("got %+v, want days with lamps, songs and pushes in them", first)
	}
	again, same := liveHeadless(t, bin.foyer, args)
	if again.Sightings != first.Sightings || again.Visits != first.Visits {
		t.Errorf("the same seed again: got %d sightings and %d visits, want %d and %d", again.Sightings, again.Visits, first.Sightings, first.Visits)
	}
	if at := differ(decisions, same); at != "" {
		t.Errorf("the same seed again: got other decisions: %s", at)
	}
}

// liveHeadless lives days to their end, and gives the report and the decisions.
// It does not look at the exit code: the report says more.
func liveHeadless(t *testing.T, foyer string, args []string) (r report, decisions []byte) {
	t.Helper()
	dir := t.TempDir()
	told, said := filepath.Join(dir, "report.json"), filepath.Join(dir, "decisions")
	demo := exec.CommandContext(t.Context(), foyer, append([]string{
		"demo", "--headless", "--speed", "max", "--seed", "5", "--listen", "127.0.0.1:0", "--report", told, "--decisions", said,
	}, args...)...)
	out, err := demo.CombinedOutput()
	text, missed := os.ReadFile(told)
	if missed != nil || json.Unmarshal(text, &r) != nil {
		t.Fatalf("foyer demo %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	t.Logf("%d people, %d sightings, %d visits in %.1f s", r.People, r.Sightings, r.Visits, r.Wall)
	if (err == nil) != (r.Doubled+r.Owed+r.Pushes.Doubled == 0) {
		t.Errorf("foyer demo ended with %v, and reports %d doubled, %d owed, %d wrong, %d told twice", err, r.Doubled, r.Owed, r.Wrong, r.Pushes.Doubled)
	}
	if decisions, err = os.ReadFile(said); err != nil || len(decisions) == 0 {
		t.Fatalf("the decisions: got %d bytes, %v, want some", len(decisions), err)
	}
	return r, decisions
}

// differ is the first line in which two texts differ; empty when none does.
func differ(a, b []byte) string {
	one, other := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range max(len(one), len(other)) {
		switch {
		case i >= len(one):
			return "only the second time: " + string(other[i])
		case i >= len(other):
			return "only the first time: " + string(one[i])
		case !bytes.Equal(one[i], other[i]):
			return string(one[i]) + "\nand then " + string(other[i])
		}
	}
	return ""
}
