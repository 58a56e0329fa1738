package trial

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"foyer/beacons"
	"foyer/rules"
)

// lacks says why nothing woke a rule for a person: what it waits for, and how
// far they came.
func (s *stage) lacks(rule string, who beacons.Person) string {
	i := slices.IndexFunc(s.book.Rules, func(r rules.Rule) bool { return r.ID == rule })
	if i < 0 {
		return "the rule is not in force, because it holds a mistake"
	}
	when := &s.book.Rules[i].When
	waits := "it waits until: " + when.String()
	if who == "" {
		return waits
	}
	if !s.enrolment(who).Profile.Agreed(rules.Location) {
		return fmt.Sprintf("%s has not agreed to location, so the rules do not know where they are; %s", who, waits)
	}
	p := s.known[who]
	if p == nil {
		p = &rules.Profile{}
	}
	switch when.Kind {
	case rules.LabelGained:
		return s.lacksLabel(p, when.Label, who)
	case rules.TraitReaches:
		return fmt.Sprintf("it waits until %s reaches %d; for %s it came to %s", when.Trait, when.Reaches, who, number(p.Trait(when.Trait)))
	case rules.Enter, rules.Leave:
		if when.AtLeast > 0 {
			return fmt.Sprintf("it waits until somebody %s and stayed %s; no visit of %s was as long", when.String(), when.AtLeast, who)
		}
	}
	return waits
}

func (s *stage) lacksLabel(p *rules.Profile, label string, who beacons.Person) string {
	i := slices.IndexFunc(s.book.Labels, func(l rules.Label) bool { return l.Name == label })
	if i < 0 {
		return "there is no label " + label
	}
	l := &s.book.Labels[i]
	var counts []string
	for _, t := range s.book.Traits {
		if slices.Contains(l.Needs.Names, t.Name) {
			counts = append(counts, t.Name+" came to "+number(p.Trait(t.Name)))
		}
	}
	return fmt.Sprintf("%s did not become %s, which needs %s; %s", who, label, l.If.Source, strings.Join(counts, ", "))
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
