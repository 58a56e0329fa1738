package accuracy

import (
	"fmt"
	"slices"
	"time"

	"foyer/beacons"
)

// Teller is one method at work on one run: it is given what was heard in the
// last second, and says where the tag is now. It never sees what comes later.
type Teller func(now time.Time, heard []beacons.Sighting) beacons.Zone

// Method is one way to tell zones from sightings. Learn may learn from the
// training runs; it returns what makes a fresh Teller for each run.
type Method struct {
	Name  string
	Learn func(plan beacons.Plan, train []Run) func() Teller
}

// Score counts how well a method did on the runs of one kind.
type Score struct {
	Seconds, Right int             // answers given, and right ones
	Answered, True int             // changes of the answer, and of the truth
	Delays         []time.Duration // from each true change to the answer that knew
	Missed         int             // true changes that no answer knew before the next
	Untold         bool            // nobody knows where the tag was
}

// unscored is the beginning of a run, in which a method may still gather itself.
const unscored = 10 * time.Second

// Evaluate scores a method on all runs of a kind. It learns from the training
// site when there is one, otherwise from the runs of the other folds.
func Evaluate(site Site, kind string, train *Site, m Method) Score {
	var total Score
	for _, f := range folds(site, kind, train) {
		fresh := m.Learn(site.Plan, f.train)
		for _, r := range f.test {
			total.add(scoreRun(r, fresh()))
		}
	}
	return total
}

// fold is one division into what is learnt from and what is scored.
type fold struct{ train, test []Run }

// maxFolds divides many runs of a kind; each is scored by a method that did
// not learn from its fold.
const maxFolds = 12

func folds(site Site, kind string, train *Site) []fold {
	if train == nil {
		site = pieces(site)
	}
	test := slices.DeleteFunc(slices.Clone(site.Runs), func(r Run) bool { return r.Kind != kind })
	if train != nil {
		return []fold{{train: train.Runs, test: test}}
	}
	out := make([]fold, min(maxFolds, len(test)))
	for i, r := range test {
		f := &out[i%len(out)]
		f.test = append(f.test, r)
	}
	for i := range out {
		for _, r := range site.Runs {
			same := func(t Run) bool { return t.Name == r.Name }
			if !slices.ContainsFunc(out[i].test, same) {
				out[i].train = append(out[i].train, r)
			}
		}
	}
	return out
}

// pieces cuts the recordings that must be cut to learn from a part of them.
func pieces(site Site) Site {
	var runs []Run
	for _, r := range site.Runs {
		if slices.Contains(site.Cut, r.Kind) && len(r.Heard) > 0 {
			runs = append(runs, r.cut()...)
		} else {
			runs = append(runs, r)
		}
	}
	site.Runs = runs
	return site
}

// scoreRun asks once a second and compares.
func scoreRun(r Run, tell Teller) Score {
	s := Score{Untold: len(r.Truth) == 0}
	if len(r.Heard) == 0 {
		return s
	}
	first, last := r.Heard[0].At, r.Heard[len(r.Heard)-1].At
	var answers, truths []beacons.Zone
	next := 0
	for now := first.Add(time.Second); !now.After(last); now = now.Add(time.Second) {
		from := next
		for next < len(r.Heard) && !r.Heard[next].At.After(now) {
			next++
		}
		answer := tell(now, r.Heard[from:next])
		if now.Sub(first) >= unscored {
			answers, truths = append(answers, answer), append(truths, r.zoneAt(now))
		}
	}
	s.compare(answers, truths)
	return s
}

// compare fills the score from one answer and one truth a second.
func (s *Score) compare(answers, truths []beacons.Zone) {
	s.Seconds += len(answers)
	for i := range answers {
		if answers[i] == truths[i] {
			s.Right++
		}
		if i == 0 {
			continue
		}
		if answers[i] != answers[i-1] {
			s.Answered++
		}
		if truths[i] != truths[i-1] {
			s.True++
			s.await(answers[i:], truths[i:])
		}
	}
}

// await counts how long the answer took to know a true change.
func (s *Score) await(answers, truths []beacons.Zone) {
	for i := range answers {
		if truths[i] != truths[0] {
			break
		}
		if answers[i] == truths[0] {
			s.Delays = append(s.Delays, time.Duration(i)*time.Second)
			return
		}
	}
	s.Missed++
}

func (s *Score) add(o Score) {
	s.Seconds += o.Seconds
	s.Right += o.Right
	s.Answered += o.Answered
	s.True += o.True
	s.Missed += o.Missed
	s.Delays = append(s.Delays, o.Delays...)
	s.Untold = s.Untold || o.Untold
}

// Accuracy is the share of right answers, in percent.
func (s Score) Accuracy() float64 {
	if s.Seconds == 0 {
		return 0
	}
	return 100 * float64(s.Right) / float64(s.Seconds)
}

// FalsePerHour is the answered changes beyond the true ones, an hour.
func (s Score) FalsePerHour() float64 {
	if s.Seconds == 0 {
		return 0
	}
	return float64(max(0, s.Answered-s.True)) * 3600 / float64(s.Seconds)
}

// Delay is the median delay of the true changes that were known.
func (s Score) Delay() time.Duration {
	if len(s.Delays) == 0 {
		return 0
	}
	d := slices.Sorted(slices.Values(s.Delays))
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2
}

// String is the score in one line.
func (s Score) String() string {
	if s.Untold {
		return fmt.Sprintf("    -    %6.1f/h", s.FalsePerHour())
	}
	return fmt.Sprintf("%5.1f %%  %6.1f/h  %4.1f s  %d/%d", s.Accuracy(), s.FalsePerHour(), s.Delay().Seconds(), s.Missed, s.True)
}
