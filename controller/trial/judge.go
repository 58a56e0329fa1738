package trial

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/rules"
)

// judge compares one expectation with what the rule did in its time.
func (s *stage) judge(e rules.Expect) (Miss, bool) {
	var then []rules.Decision
	all := s.of(e.Rule, e.Who)
	for _, d := range all {
		if !d.At.Before(e.At) && d.At.Before(e.At.Add(e.Within)) {
			then = append(then, d)
		}
	}
	if met(e, then) {
		return Miss{}, true
	}
	miss := Miss{Line: e.Line, Column: e.Column, Expected: s.expected(e)}
	if len(then) > 0 {
		all = then
	}
	for _, d := range all {
		miss.Instead = append(miss.Instead, s.said(d))
	}
	if len(all) == 0 {
		miss.Instead, miss.Why = []string{"nothing woke the rule"}, s.lacks(e.Rule, e.Who)
	}
	return miss, false
}

// met tells whether one of the decisions is the one expected, or that there is
// none where none may be.
func met(e rules.Expect, decisions []rules.Decision) bool {
	done := func(d rules.Decision) bool { return d.Outcome == rules.Done }
	if e.Outcome == rules.Done && len(e.Does) == 0 {
		return !slices.ContainsFunc(decisions, done)
	}
	return slices.ContainsFunc(decisions, func(d rules.Decision) bool {
		if e.Outcome != d.Outcome {
			return false
		}
		if done(d) {
			return slices.Equal(slices.Sorted(slices.Values(steps(d))), slices.Sorted(slices.Values(e.Does)))
		}
		return strings.Contains(strings.ToLower(d.Because), strings.ToLower(e.Because))
	})
}

// steps are what a decision does, in the words of a rules file.
func steps(d rules.Decision) []string {
	does := slices.Clone(d.Does)
	for i := range does {
		if does[i] == "song" {
			does[i] = "dj"
		}
	}
	return does
}

// count compares how often a rule acted.
func (s *stage) count(t rules.Total) (Miss, bool) {
	miss := Miss{Line: t.Line, Column: t.Column, Expected: t.Rule + " " + acts(t.Times) + " in all"}
	acted, woken := 0, false
	for _, d := range s.decisions {
		if d.Rule != t.Rule {
			continue
		}
		woken = true
		if d.Outcome == rules.Done {
			acted++
		}
		miss.Instead = append(miss.Instead, s.said(d))
	}
	if acted == t.Times {
		return Miss{}, true
	}
	miss.Instead = append([]string{"it " + acts(acted)}, miss.Instead...)
	if !woken && len(s.test.People) > 0 {
		miss.Why = s.lacks(t.Rule, s.test.People[0].Person)
	}
	return miss, false
}

func acts(times int) string {
	switch times {
	case 0:
		return "never acts"
	case 1:
		return "acts once"
	case 2:
		return "acts twice"
	}
	return "acts " + strconv.Itoa(times) + " times"
}

func (s *stage) expected(e rules.Expect) string {
	layout := "15:04"
	if e.Within < time.Minute {
		layout = "15:04:05"
	}
	head := s.clock(e.At, layout) + "  " + strings.TrimPrefix(string(e.Who)+"  ", "  ") + e.Rule
	switch {
	case e.Outcome != rules.Done && e.Because == "":
		return head + " is " + string(e.Outcome)
	case e.Outcome != rules.Done:
		return fmt.Sprintf("%s is %s: %q", head, e.Outcome, e.Because)
	case len(e.Does) == 0:
		return head + " does nothing"
	}
	return head + " does " + strings.Join(e.Does, ", ")
}

// said is a decision in an organizer's words.
func (s *stage) said(d rules.Decision) string {
	who := string(d.Person)
	if who != "" {
		who += "  "
	}
	head := s.clock(d.At, "15:04:05") + "  " + who
	if d.Outcome == rules.Done {
		return head + "does " + strings.Join(steps(d), ", ")
	}
	return head + string(d.Outcome) + ": " + d.Because
}

// clock is a time of the event; the first day is not named.
func (s *stage) clock(t time.Time, layout string) string {
	c := s.book.Calendar
	first, local := c.Opens.In(c.Place), t.In(c.Place)
	midnight := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC)
	day := 1 + int(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC).Sub(midnight).Hours()/24)
	if day == 1 {
		return local.Format(layout)
	}
	return fmt.Sprintf("day %d %s", day, local.Format(layout))
}
