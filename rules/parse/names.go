package parse

import (
	"maps"
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

// name is something a condition can ask about; exactly one way to ask is set.
type name struct {
	sort  sort
	yes   func(*rules.Profile) bool
	trait string
	label string
	words func(*rules.Profile) string
}

// names are all that a person has, by what stands after `person.`.
type names map[string]name

func (n names) list() []string { return slices.Sorted(maps.Keys(n)) }

// everyone is what a person has without any trait or label.
func everyone() names {
	return names{
		"registered":       {sort: yesNo, yes: func(p *rules.Profile) bool { return p.Registered }},
		"staff":            {sort: yesNo, yes: func(p *rules.Profile) bool { return p.Staff }},
		"sponsor":          {sort: yesNo, yes: func(p *rules.Profile) bool { return p.Sponsor }},
		"present":          {sort: yesNo, yes: func(p *rules.Profile) bool { return p.Visit.Open() }},
		"checked_out":      {sort: yesNo, yes: func(*rules.Profile) bool { return false }}, // nobody can check out yet
		"first_name":       {sort: words, words: func(p *rules.Profile) string { return p.FirstName }},
		"favourite_colour": {sort: words, words: func(p *rules.Profile) string { return string(p.Colour) }},
		"favourite_music":  {sort: words, words: func(p *rules.Profile) string { return p.Music }},
		"zone":             {sort: words, words: zoneNow},
	}
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
	all := everyone()
	for i := range b.in.Traits {
		b.add(all, b.in.Traits[i].Name, b.in.Traits[i].Key, name{sort: amount, trait: b.in.Traits[i].Name})
	}
	for i := range b.in.Labels {
		b.add(all, b.in.Labels[i].Name, b.in.Labels[i].Key, name{sort: yesNo, label: b.in.Labels[i].Name})
	}
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
	if _, taken := all[called]; taken {
		b.say(at, "duplicate", "A person already has a `"+called+"`.", hint("Give it another name."))
		return
	}
	all[called] = what
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
