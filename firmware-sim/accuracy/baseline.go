package accuracy

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"
)

// Figures are what a baseline remembers of one score.
type Figures struct {
	Accuracy     float64 `json:"accuracy"`       // percent
	FalsePerHour float64 `json:"false_per_hour"` // changes beyond the true ones
	Delay        float64 `json:"delay"`          // seconds, median
}

// Baseline is the figures by row, such as "tetam-4 still". They may only get
// better.
type Baseline map[string]Figures

// Two machines round differently, and one false change of a short recording is
// many an hour.
const (
	slackAccuracy = 0.5 // percent points
	slackFalse    = 1.0 // an hour
)

func figuresOf(s Score) Figures {
	tenth := func(v float64) float64 { return math.Round(10*v) / 10 }
	return Figures{Accuracy: tenth(s.Accuracy()), FalsePerHour: tenth(s.FalsePerHour()), Delay: tenth(s.Delay().Seconds())}
}

// compare holds the figures against the baseline, or writes it.
func compare(o options, got Baseline, stdout io.Writer) (int, error) {
	switch {
	case o.baseline == "":
		return 0, nil
	case o.update:
		return 0, got.write(o.baseline)
	}
	want, err := readBaseline(o.baseline)
	if err != nil {
		return 2, err
	}
	worse := got.undercuts(want)
	for _, line := range worse {
		_, _ = fmt.Fprintln(stdout, line)
	}
	if len(worse) > 0 {
		return 1, nil
	}
	_, _ = fmt.Fprintf(stdout, "no row is worse than %s\n", o.baseline)
	return 0, nil
}

// undercuts says what is worse than wanted. A row that was not scored is not.
func (b Baseline) undercuts(want Baseline) []string {
	var out []string
	for row, w := range want {
		g, scored := b[row]
		if !scored {
			continue
		}
		if g.Accuracy < w.Accuracy-slackAccuracy {
			out = append(out, fmt.Sprintf("%s: accuracy %.1f %%, the baseline has %.1f %%", row, g.Accuracy, w.Accuracy))
		}
		if g.FalsePerHour > w.FalsePerHour+slackFalse {
			out = append(out, fmt.Sprintf("%s: %.1f false changes an hour, the baseline has %.1f", row, g.FalsePerHour, w.FalsePerHour))
		}
	}
	slices.Sort(out)
	return out
}

func readBaseline(path string) (Baseline, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	var b Baseline
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, fmt.Errorf("reading the baseline %s: %w", path, err)
	}
	return b, nil
}

func (b Baseline) write(path string) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	return nil
}

// goal is what done means for a row, from the issue that asked for it.
type goal struct {
	accuracy, falsePerHour float64
	delay                  time.Duration // 0 = none asked
}

func goals() map[string]goal {
	return map[string]goal{
		"tetam-4 still":    {accuracy: 86, falsePerHour: 6},
		"tetam-12 still":   {accuracy: 71, falsePerHour: 15},
		"tetam-4 walk":     {accuracy: 88, falsePerHour: 20, delay: 3 * time.Second},
		"tetam-12 walk":    {accuracy: 62, falsePerHour: 40},
		"sal-rb walk":      {accuracy: 96, falsePerHour: 5, delay: 3 * time.Second},
		"sal-rb car":       {accuracy: 89, falsePerHour: 10},
		"flat robot":       {accuracy: 90, falsePerHour: 20},
		"espresense still": {},
	}
}

// judge says whether a score is what was asked for.
func judge(row string, s Score) string {
	g, asked := goals()[row]
	if !asked {
		return ""
	}
	text := fmt.Sprintf("  must: %.0f %%, %.0f/h", g.accuracy, g.falsePerHour)
	if g.delay > 0 {
		text += fmt.Sprintf(", %.0f s", g.delay.Seconds())
	}
	if s.Accuracy() >= g.accuracy && s.FalsePerHour() <= g.falsePerHour && (g.delay == 0 || s.Delay() <= g.delay) {
		return text + ": yes"
	}
	return text + ": NO"
}
