package parse

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"foyer/rules"
)

// plainGame is a name of a game: it stands in topics of the broker too.
var plainGame = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// game checks the game of a stamp that wakes a rule.
func (b *builder) game(g *Located[string]) string {
	if !b.gameName(g) {
		return ""
	}
	booths := b.plan.AllBooths()
	var games []string
	covered := false
	for i := range booths {
		games = append(games, booths[i].Games...)
		covered = covered || b.covered(booths[i].Zone)
		if len(booths[i].Games) == 0 {
			games = append(games, g.Value)
		}
	}
	slices.Sort(games)
	games = slices.Compact(games)
	switch {
	case len(booths) == 0:
		b.say(g.At, "no-booth", "The venue has no booth where anybody could be stamped.", hint("Give the booths' zones the kind `sponsor`, or list them under `sponsors` in the venue file."))
	case !slices.Contains(games, g.Value):
		b.say(g.At, "unknown-game", "No sponsor of the venue takes part in the game `"+g.Value+"`.", meantOr(g.At, g.Value, games, "The games are"))
	case !covered:
		b.warn(g.At, "never", "No gateway and no beacon hangs at a booth, so nobody can be stamped.")
	}
	return g.Value
}

// gameName refuses what cannot be the name of a game.
func (b *builder) gameName(g *Located[string]) bool {
	if g.Good() && !plainGame.MatchString(g.Value) {
		var what *Suggestion
		if with := strings.Trim(notInName.ReplaceAllString(g.Value, "-"), "-"); plainGame.MatchString(with) {
			what = instead(g.At, with, "Name it `"+with+"`.")
		}
		b.say(g.At, "bad-name", "A game is named in letters, digits, - and _.", what)
		return false
	}
	return g.Good()
}

// stampNames are what a condition can ask about a stamp.
func stampNames(all names) {
	for called, of := range map[string]func(*rules.Stamp) bool{
		"first": func(s *rules.Stamp) bool { return s.First },
		"near":  func(s *rules.Stamp) bool { return s.Near },
	} {
		all["stamp."+called] = name{sort: yesNo, absent: needsStamp, yes: func(a rules.Asked) bool { return a.Stamp != nil && of(a.Stamp) }}
	}
	for called, of := range stampWords() {
		all["stamp."+called] = name{sort: words, absent: needsStamp, words: func(a rules.Asked) string {
			if a.Stamp == nil {
				return ""
			}
			return of(a.Stamp)
		}}
	}
}

func stampWords() map[string]func(*rules.Stamp) string {
	return map[string]func(*rules.Stamp) string{
		"sponsor":      func(s *rules.Stamp) string { return s.Sponsor },
		"sponsor_name": func(s *rules.Stamp) string { return s.Name },
		"question":     func(s *rules.Stamp) string { return s.Question },
		"zone":         func(s *rules.Stamp) string { return string(s.Zone) },
	}
}

func needsStamp(at setting) *slip {
	if at.stamp {
		return nil
	}
	return &slip{code: "no-stamp", message: "A stamp is only known in a rule that wakes on a `stamp`."}
}

// limitPer is how long, or for what, a limit counts.
type limitPer struct {
	stamp  bool
	length time.Duration
}

func (p *limitPer) scan(name, written string) *slip {
	switch written {
	case "event":
		return nil
	case stampSponsor:
		p.stamp = true
		return nil
	}
	wrong := scanDuration(&p.length, name, written)
	switch {
	case wrong == nil && p.length == 0:
		return &slip{code: "wrong-value", message: "`" + name + "` is longer than nothing."}
	case wrong == nil || wrong.with != "" || wrong.code == "missing-unit":
		return wrong
	}
	near := nearest(written, []string{"event", stampSponsor})
	if near != "" {
		return &slip{code: wrong.code, message: "`" + name + "` cannot be `" + written + "`.", hint: "Did you mean `" + near + "`?", with: near}
	}
	return &slip{
		code: wrong.code, message: "`" + name + "` is `event`, `" + stampSponsor + "` or a length of time; `" + written + "` is none of them.",
		hint: "Write one of them, such as 45m.",
	}
}

// stampSponsor names the sponsor of a stamp, in a limit and in a trait.
const stampSponsor = "stamp.sponsor"

// distinct reads a trait that counts different things.
func (b *builder) distinct(e *Entry[traitPart], out *rules.Trait) {
	t := &e.Value
	out.Measure = rules.CountSponsors
	switch {
	case !t.Of.Written():
		b.say(e.Key, "missing-key", "The trait `"+e.Name+"` does not say of what: `of` is missing.", hint("Write `of: "+stampSponsor+"` or `of: zone`."))
	case t.Of.Value == "zone":
		out.Measure = rules.CountZones
		if t.AtMostEvery.Written() {
			b.say(t.AtMostEvery.At, "wrong-place", "`at_most_every` has no meaning here: each zone counts once.", hint("Remove it."))
		}
	case t.Of.Good():
		b.onlyStamps(t)
	}
}

// onlyStamps refuses what a count of stamps cannot have.
func (b *builder) onlyStamps(t *traitPart) {
	for _, k := range []struct {
		key     string
		written bool
		at      Pos
	}{
		{"zone", t.Zone.Written(), t.Zone.At},
		{"at_least", t.AtLeast.Written(), t.AtLeast.At},
		{"at_most_every", t.AtMostEvery.Written(), t.AtMostEvery.At},
	} {
		if k.written {
			b.say(k.at, "wrong-place", "`"+k.key+"` belongs to what is counted from visits; this counts stamps.", hint("Remove it."))
		}
	}
}
