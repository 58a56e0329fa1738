package venue

import (
	"fmt"
	"strings"

	"foyer/rules"
)

// variantOf tells which variant a decision has.
func variantOf(d rules.Decision) string {
	if d.Variant == "" {
		return ""
	}
	return "as " + string(d.Variant) + " "
}

// trials tells who is in which experiment, and what is known of each.
func (s *story) trials() (told []string) {
	say := func(p *rules.Profile, called string) {
		for _, x := range p.Exposures {
			line := fmt.Sprintf("exposed %s to %s %s at %s", called, x.To, x.Variant, s.clock(x.At))
			if !x.Success.IsZero() {
				line += ", succeeded at " + s.clock(x.Success)
			}
			told = append(told, line)
		}
	}
	for _, m := range s.venue.order {
		say(&m.profile, string(m.profile.Person))
	}
	say(&s.venue.nobody, "somebody")
	s.venue.trials.read = s.venue.trials.read.AddDate(-1, 0, 0) // a story does not wait for the next reading
	for _, t := range s.venue.Snapshot().Trials {
		var counts []string
		for _, c := range t.Reading.Counts {
			counts = append(counts, fmt.Sprintf("%s %d shown %d judged %d succeeded", c.Variant, c.Shown, c.Judged, c.Succeeded))
		}
		told = append(told, t.Design.ID+": "+strings.Join(counts, ", "))
	}
	return told
}
