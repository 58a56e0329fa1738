package rules

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// reach wakes the rules whose number a trait has just come to. A trait only
// grows, so a rule wakes once for each person.
func (a *answer) reach(t *Trait, before, now float64, at time.Time) {
	if now == before {
		return
	}
	if math.Floor(before) != math.Floor(now) {
		a.moved(t.Name)
	}
	a.succeedReached(at, t.Name, before, now)
	if a.risen[t.Name] == nil && !a.rousing {
		return
	}
	a.rouseReached(t.Name, before, now)
	for _, r := range a.risen[t.Name] {
		if goal := float64(r.When.Reaches); before < goal && goal <= now {
			a.wake(r, cause{at: at, occurrence: t.Name + "=" + strconv.Itoa(r.When.Reaches), facts: []string{t.Name + " reached " + strconv.Itoa(r.When.Reaches)}})
		}
	}
}

func (a *answer) rouseReached(trait string, before, now float64) {
	a.rouseIf(func(w *When) bool {
		return w.Kind == TraitReaches && w.Trait == trait && before < float64(w.Reaches) && float64(w.Reaches) <= now
	})
}

// rouse ends every wait that goes on only until this happens.
func (a *answer) rouse(what When) {
	if a.rousing {
		a.rouseIf(func(w *When) bool { return w.Kind == what.Kind && w.Zone == what.Zone && w.Label == what.Label })
	}
}

func (a *answer) rouseIf(happened func(*When) bool) {
	for i := 0; i < len(a.p.Timers); {
		timer := a.p.Timers[i]
		r := a.ruleOf(timer)
		if timer.Kind != WaitTimer || r == nil || r.Wait.Or == nil || !happened(r.Wait.Or) {
			i++
			continue
		}
		a.p.Timers = slices.Delete(a.p.Timers, i, i+1)
		a.wants = append(a.wants, want{r, cause{
			at: timer.Since, occurrence: timer.Of, mention: timer.Mention, stamp: timer.Stamp,
			facts: []string{r.When.String() + ", " + a.day(timer.Since), "waited until: " + r.Wait.Or.String()},
		}})
	}
}

// String says what wakes, in a few words.
func (w *When) String() string {
	switch w.Kind {
	case LabelGained:
		return "became " + w.Label
	case Enter:
		return "came to " + string(w.Zone)
	case Leave:
		return "left " + string(w.Zone)
	case TraitReaches:
		return w.Trait + " reached " + strconv.Itoa(w.Reaches)
	case ZoneChanged:
		return string(w.Zone) + " changed"
	case Mentioned:
		return "asked the DJ for a song"
	case AtMoment, AtClock, Every:
		return "it was time"
	case Occupancy:
		return string(w.Zone) + " " + w.bound()
	case StampOf:
		return "was stamped in " + w.Game
	}
	return ""
}
