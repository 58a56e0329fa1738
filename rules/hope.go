package rules

import (
	"slices"
	"time"
)

// hope is what counts as a success in one experiment.
type hope struct {
	Success
	rewards []string // what must be redeemed; nil = anything
}

// hopes are the successes of a book, by the ID of the experiment's design.
func hopes(book *Book) map[string]*hope {
	all := map[string]*hope{}
	if h := &book.Policy.Holdout; h.Share > 0 && h.Success.Kind != NoSuccess {
		all[holdoutID(h)] = &hope{Success: h.Success}
	}
	for i := range book.Rules {
		r := &book.Rules[i]
		if r.Experiment == nil {
			continue
		}
		if all[r.Experiment.ID] == nil {
			all[r.Experiment.ID] = &hope{Success: r.Experiment.Success}
		}
		h := all[r.Experiment.ID]
		for _, then := range r.Then {
			if then.Reward != "" {
				h.rewards = append(h.rewards, then.Reward)
			}
		}
	}
	return all
}

// succeed notes a success in every experiment the person is in that hoped for
// it, once, and only in time.
func (a *answer) succeed(at time.Time, hoped func(*hope) bool) {
	for i := range a.p.Exposures {
		x := &a.p.Exposures[i]
		h := a.hopes[x.To]
		if h == nil || !x.Success.IsZero() || at.Before(x.At) || at.After(x.At.Add(h.Within)) {
			continue
		}
		if hoped(h) {
			x.Success = at
		}
	}
}

func (a *answer) succeedRedeemed(at time.Time, reward string) {
	a.succeed(at, func(h *hope) bool {
		return h.Kind == RewardUsed && (len(h.rewards) == 0 || slices.Contains(h.rewards, reward))
	})
}

func (a *answer) succeedLabel(at time.Time, label string) {
	a.succeed(at, func(h *hope) bool { return h.Kind == LabelSuccess && h.Label == label })
}

func (a *answer) succeedReached(at time.Time, trait string, before, now float64) {
	a.succeed(at, func(h *hope) bool {
		return h.Kind == ReachedNumber && h.Trait == trait && before < float64(h.Reaches) && float64(h.Reaches) <= now
	})
}
