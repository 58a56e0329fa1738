package rules

import (
	"slices"
	"strings"
	"time"
)

// Verdict sums up in a sentence or two what stands in the way now.
func Verdict(checks []Check) string {
	var said []string
	for _, c := range checks {
		if c.Gate == WhenGate && !c.Holds && !c.Open {
			said = append(said, "It is not woken now: "+c.Because+".")
		}
	}
	var refused []string
	for _, c := range checks {
		if c.Gate != WhenGate && !c.Holds && !c.Open {
			refused = append(refused, c.Asks+" ("+c.Because+")")
		}
	}
	if len(refused) == 0 {
		return strings.Join(append(said, "If it woke now, nothing would hold it back."), " ")
	}
	return strings.Join(append(said, "If it woke now, it would be held back by: "+strings.Join(refused, "; ")+"."), " ")
}

// Past says what came of a rule for one person so far: the newest time it
// acted, or else the newest answer. The decisions may be in any order.
func Past(decided []Decision, place *time.Location) string {
	if len(decided) == 0 {
		return "Nothing was ever decided for them."
	}
	decided = slices.Clone(decided)
	slices.SortStableFunc(decided, func(a, b Decision) int { return a.At.Compare(b.At) })
	last := decided[len(decided)-1]
	for _, d := range decided {
		if d.Outcome == Done {
			last = d
		}
	}
	at := last.At.In(place).Format("Mon 15:04:05")
	switch last.Outcome {
	case Done:
		return "It acted on " + at + ": " + strings.Join(last.Does, ", ") + "."
	case Held:
		return "It woke on " + at + " and is held: " + last.Because + "."
	case Dropped:
	}
	return "It woke on " + at + " and did nothing: " + last.Because + "."
}
