package parse

import (
	"regexp"
	"slices"
	"strings"

	"foyer/beacons"
	"foyer/rules"
)

// sort is what a name in a condition stands for.
type sort int

const (
	unknown sort = iota // a problem about it has been noted
	yesNo
	amount
	words
	several // a list
)

// name is something a condition can ask about, such as person.staff; exactly
// one way to ask is set.
type name struct {
	sort   sort
	yes    func(rules.Asked) bool
	amount func(rules.Asked) float64
	words  func(rules.Asked) string
	// fraction tells that an amount is not always whole.
	fraction bool
	label    string         // that it asks for; "" = it asks for none
	asks     rules.Standing // the ranking that it needs
	// absent says why the name is not known in a setting; nil = it is.
	absent func(setting) *slip
}

// names are all that a condition can ask about, by root and name: "person.staff".
type names map[string]name

// of lists what stands behind a root, such as "person".
func (n names) of(root string) (all []string) {
	for path := range n {
		if property, ok := strings.CutPrefix(path, root+"."); ok {
			all = append(all, property)
		}
	}
	slices.Sort(all)
	return all
}

// roots are what a name can begin with.
func (n names) roots() (all []string) {
	for path := range n {
		root, _, _ := strings.Cut(path, ".")
		all = append(all, root)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// everything is what can be asked without any trait or label.
func everything() names {
	all := names{
		"zone.people": {sort: amount, amount: func(a rules.Asked) float64 { return float64(a.ZonePeople) }, absent: needsZone},
	}
	all.mention()
	for called, of := range map[string]func(*rules.Profile) bool{
		"registered":  func(p *rules.Profile) bool { return p.Registered },
		"staff":       func(p *rules.Profile) bool { return p.Staff },
		"sponsor":     func(p *rules.Profile) bool { return p.Sponsor },
		"present":     func(p *rules.Profile) bool { return p.Visit.Open() },
		"checked_out": func(*rules.Profile) bool { return false }, // nobody can check out yet
	} {
		all["person."+called] = name{sort: yesNo, absent: needsPerson, yes: func(a rules.Asked) bool { return a.Person != nil && of(a.Person) }}
	}
	for called, of := range map[string]func(*rules.Profile) string{
		"first_name":       func(p *rules.Profile) string { return p.FirstName },
		"favourite_colour": func(p *rules.Profile) string { return string(p.Colour) },
		"favourite_music":  func(p *rules.Profile) string { return p.Music },
		"zone":             zoneNow,
	} {
		all["person."+called] = name{sort: words, absent: needsPerson, words: func(a rules.Asked) string { return wordsOf(a, of) }}
	}
	stampNames(all)
	return all
}

// mention adds what can be asked of a mention.
func (n names) mention() {
	for called, of := range map[string]func(*rules.Mention) string{
		"song": func(m *rules.Mention) string { return m.Song },
		"text": func(m *rules.Mention) string { return m.Text },
		"from": func(m *rules.Mention) string { return m.From },
	} {
		n["mention."+called] = name{sort: words, absent: needsMention, words: func(a rules.Asked) string {
			if a.Mention == nil {
				return ""
			}
			return of(a.Mention)
		}}
	}
	n["mention.song_match"] = name{sort: amount, fraction: true, absent: needsMention, amount: func(a rules.Asked) float64 {
		if a.Mention == nil {
			return 0
		}
		return a.Mention.Match
	}}
}

func needsPerson(at setting) *slip {
	if at.person {
		return nil
	}
	return &slip{code: "no-person", message: "A rule about a zone has no person.", hint: "Use zone.people."}
}

func needsZone(at setting) *slip {
	if at.zone {
		return nil
	}
	return &slip{code: "no-zone", message: "This rule is not about a zone, so there is no `zone.people`."}
}

func needsMention(at setting) *slip {
	if at.mention {
		return nil
	}
	return &slip{code: "no-mention", message: "A mention is only known in a rule that wakes on a `mention`."}
}

func wordsOf(a rules.Asked, of func(*rules.Profile) string) string {
	if a.Person == nil {
		return ""
	}
	return of(a.Person)
}

// zoneNow is the zone a person is in; "" when we do not say.
func zoneNow(p *rules.Profile) string {
	if p.Visit.Open() {
		return string(p.Visit.Zone)
	}
	return ""
}

// plainName is a name that can stand after `person.` in a condition.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

var notInName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// declare collects the names of the file and notes those that cannot be.
func (b *builder) declare() names {
	all := everything()
	for i := range b.in.Traits {
		trait := b.in.Traits[i].Name
		b.add(all, trait, b.in.Traits[i].Key, name{sort: amount, absent: needsPerson, amount: func(a rules.Asked) float64 {
			if a.Person == nil {
				return 0
			}
			return a.Person.Trait(trait)
		}})
	}
	for i := range b.in.Labels {
		label := b.in.Labels[i].Name
		b.add(all, label, b.in.Labels[i].Key, name{sort: yesNo, label: label, absent: needsPerson, yes: func(a rules.Asked) bool {
			return a.Person != nil && a.Person.Has(label)
		}})
	}
	b.declareCrowd(all)
	b.declareGames(all)
	return all
}

func (b *builder) add(all names, called string, at Pos, what name) {
	if !plainName.MatchString(called) {
		var what *Suggestion
		if with := strings.Trim(notInName.ReplaceAllString(called, "_"), "_"); plainName.MatchString(with) {
			what = instead(at, with, "Name it `"+with+"`.")
		}
		b.say(at, "bad-name", "`"+called+"` cannot stand in a condition: a name is letters, digits and _.", what)
		return
	}
	if _, taken := all["person."+called]; taken {
		b.say(at, "duplicate", "A person already has a `"+called+"`.", hint("Give it another name."))
		return
	}
	all["person."+called] = what
}

func (b *builder) zoneIDs() []string {
	ids := make([]string, 0, len(b.plan.Zones))
	for _, z := range b.plan.Zones {
		ids = append(ids, string(z.ID))
	}
	return ids
}

func (b *builder) kinds() []string {
	var kinds []string
	for _, z := range b.plan.Zones {
		if z.Kind != "" && !slices.Contains(kinds, string(z.Kind)) {
			kinds = append(kinds, string(z.Kind))
		}
	}
	return kinds
}

// zone checks a zone's id and that something covers it.
func (b *builder) zone(z *Located[string]) beacons.Zone {
	if !z.Good() {
		return ""
	}
	id := beacons.Zone(z.Value)
	if _, ok := b.plan.ZoneOf(id); !ok {
		b.say(z.At, "unknown-zone", "The venue has no zone `"+z.Value+"`.", meantOr(z.At, z.Value, b.zoneIDs(), "Its zones are"))
		return ""
	}
	if !b.covered(id) {
		b.warn(z.At, "never", "No gateway and no beacon covers the zone `"+z.Value+"`, so nobody is ever seen there.")
	}
	return id
}

// covered tells whether an anchor hangs for a zone; a plan without any anchor
// is not judged.
func (b *builder) covered(zone beacons.Zone) bool {
	for _, a := range b.plan.Anchors {
		if a.Zone == zone {
			return true
		}
	}
	return len(b.plan.Anchors) == 0
}
