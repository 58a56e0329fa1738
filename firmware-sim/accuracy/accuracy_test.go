package accuracy

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
)

// recordings is the data folder beside the checkout.
func recordings(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recordings are missing: %v", err)
		}
		t.Skipf("the recordings are missing: %v", err)
	}
	return dir
}

func TestScoreCountsAnswersChangesAndDelays(t *testing.T) {
	for _, c := range []struct {
		name, answers, truths string
		right, answered, real int
		missed                int
		delay                 time.Duration
	}{
		{name: "all right", answers: "aaabbb", truths: "aaabbb", right: 6, answered: 1, real: 1},
		{name: "two seconds late", answers: "aaaaab", truths: "aaabbb", right: 4, answered: 1, real: 1, delay: 2 * time.Second},
		{name: "a change missed", answers: "aaaaaa", truths: "aabbaa", right: 4, answered: 0, real: 2, missed: 1},
		{name: "flapping", answers: "ababab", truths: "aaaaaa", right: 3, answered: 5, real: 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s Score
			s.compare(zones(c.answers), zones(c.truths))
			if s.Right != c.right || s.Answered != c.answered || s.True != c.real || s.Missed != c.missed || s.Delay() != c.delay {
				t.Errorf("%s against %s: got %+v, want %+v", c.answers, c.truths, s, c)
			}
		})
	}
}

func zones(s string) []beacons.Zone {
	var out []beacons.Zone
	for _, r := range s {
		out = append(out, beacons.Zone(r))
	}
	return out
}

func TestNothingIsLearntFromWhatIsScored(t *testing.T) {
	sites, err := Load(recordings(t), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sites {
		for _, kind := range s.Kinds() {
			scored := make(map[string]int)
			for _, f := range folds(s, kind, nil) {
				learnt := make(map[string]bool)
				for _, r := range f.train {
					learnt[r.Name] = true
				}
				for _, r := range f.test {
					scored[r.Name]++
					if learnt[r.Name] {
						t.Errorf("%s: %s is scored by what was learnt from it", s.Name, r.Name)
					}
				}
			}
			for name, times := range scored {
				if times != 1 {
					t.Errorf("%s: %s is scored %d times, want once", s.Name, name, times)
				}
			}
		}
	}
}

func TestScoredFolderLearntFromAnother(t *testing.T) {
	dir, data := t.TempDir(), recordings(t)
	walk, err := os.ReadFile(filepath.Join(data, "sal-rb", "walk_sensor_1_measurement_1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "sal-rb"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sal-rb", "walk_other.csv"), walk, 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if code := Main([]string{dir, "--train", data, "--only", "ours"}, &out); code != 0 {
		t.Fatalf("scoring a folder that holds one walk: exit %d, want 0:\n%s", code, out.String())
	}
	if !strings.Contains(out.String(), "1 recordings scored, learnt from 7 others") {
		t.Errorf("scoring a folder that holds one walk printed\n%s\nwant how it was split", out.String())
	}
}

func TestWorseThanTheBaselineFails(t *testing.T) {
	data := filepath.Join(recordings(t), "espresense-capture")
	file := filepath.Join(t.TempDir(), "baseline.json")
	var out bytes.Buffer
	if code := Main([]string{data, "--only", "ours", "--baseline", file, "--update"}, &out); code != 0 {
		t.Fatalf("writing a baseline: exit %d, want 0:\n%s", code, out.String())
	}
	if code := Main([]string{"--baseline", file, data, "--only", "ours"}, &out); code != 0 {
		t.Errorf("scored against its own baseline: exit %d, want 0:\n%s", code, out.String())
	}
	if err := (Baseline{"espresense still": {Accuracy: 50}}).write(file); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if code := Main([]string{"--baseline", file, data, "--only", "ours"}, &out); code != 1 || !strings.Contains(out.String(), "the baseline has 50.0 %") {
		t.Errorf("scored against a better baseline: exit %d, want 1 and what is worse:\n%s", code, out.String())
	}
}

func TestUsageIsShownForBadArguments(t *testing.T) {
	for _, args := range [][]string{nil, {"--no-such-flag"}, {"/no/such/folder"}, {"x", "--train", "/no/such/folder"}} {
		var out bytes.Buffer
		if code := Main(args, &out); code != 2 || out.Len() == 0 {
			t.Errorf("accuracy %q: exit %d and %d bytes, want 2 and a reason", args, code, out.Len())
		}
	}
}

func TestStillWatchNeverChangesRooms(t *testing.T) {
	sites, err := Load(filepath.Join(recordings(t), "espresense-capture"), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range Ours() {
		if s := Evaluate(sites[0], "still", nil, m); s.Answered != 0 || s.Seconds < 100 {
			t.Errorf("%s: %d changes in %d s of a still watch, want none in more than 100", m.Name, s.Answered, s.Seconds)
		}
		tell := m.Learn(sites[0].Plan, nil)()
		heard := sites[0].Runs[0].Heard
		if zone := tell(heard[len(heard)-1].At, heard); zone == "" {
			t.Errorf("%s: a still watch is nowhere, want a room", m.Name)
		}
	}
}
