package parse

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"foyer/rules"
)

func itoa(n int) string { return strconv.Itoa(n) }

// template splits a text at its {{names}} and checks each.
func (b *builder) template(l line, at setting) rules.Template {
	if l.node == nil {
		return rules.Template{}
	}
	if strings.TrimSpace(l.text) == "" {
		b.say(l.at, "empty", "This text is empty.", nil)
		return rules.Template{}
	}
	if r, _ := utf8.DecodeRuneInString(l.text); strings.ContainsRune("“”„", r) {
		b.warn(l.at, "curly-quotes", "These quotes are curly, so they become part of the text.")
	}
	var parts []string
	rest, offset := l.text, 0
	for {
		before, after, open := strings.Cut(rest, "{{")
		b.stray(l, before, offset)
		parts = append(parts, before)
		if !open {
			return rules.Template{Parts: parts}
		}
		offset += utf8.RuneCountInString(before) + 2
		inside, tail, closed := strings.Cut(after, "}}")
		if !closed {
			b.say(b.within(l.node, offset-2, 2), "template", "`{{` is not closed.", hint("Close it with }}."))
			return rules.Template{Parts: parts}
		}
		parts = append(parts, b.called(l, inside, offset, at))
		offset += utf8.RuneCountInString(inside) + 2
		rest = tail
	}
}

// stray sees a }} that nothing opened.
func (b *builder) stray(l line, text string, offset int) {
	if before, _, found := strings.Cut(text, "}}"); found {
		b.say(b.within(l.node, offset+utf8.RuneCountInString(before), 2), "template", "`}}` closes nothing.", hint("Open it with {{."))
	}
}

// called checks the name between {{ and }}.
func (b *builder) called(l line, inside string, offset int, at setting) string {
	called := strings.TrimSpace(inside)
	offset += utf8.RuneCountInString(inside[:strings.Index(inside, called)])
	place := b.within(l.node, offset, utf8.RuneCountInString(called))
	known := b.callable()
	switch {
	case called == "":
		b.say(place, "template", "There is no name between {{ and }}.", hint("The names are "+listed(known)+"."))
	case !slices.Contains(known, called):
		b.uncallable(place, called, known)
	case b.names[called].asks != (rules.Standing{}) || called == "zone.people":
		b.crowded(place, called, at)
	case (strings.HasPrefix(called, "person.") || strings.HasPrefix(called, "points.")) && !at.person:
		b.say(place, "no-person", "A rule about a zone has no person, so there is no `"+called+"`.", nil)
	case strings.HasPrefix(called, "reward.") && !at.reward:
		b.say(place, "no-reward", "No reward is given before this text, so there is no `"+called+"`.", hint("Put a `reward` step before it."))
	case strings.HasPrefix(called, "mention.") && !at.mention:
		b.say(place, "no-mention", "`"+called+"` is only known in a rule that wakes on a `mention`.", nil)
	case strings.HasPrefix(called, "stamp.") && !at.stamp:
		b.say(place, "no-stamp", "`"+called+"` is only known in a rule that wakes on a `stamp`.", nil)
	case called == "dj.position" && (!at.replying || !at.song):
		b.say(place, "no-song", "A place in the queue is only known in a `reply` after a `dj` step with a song.", hint("Put a `dj` step before it."))
	case called == "dj.position":
		return rules.Position
	case strings.HasPrefix(called, "reward."):
		b.rewarded(place, called, at.given)
	}
	return called
}

func (b *builder) uncallable(place Pos, called string, known []string) {
	if comesLater(called) {
		b.later(place, called)
		return
	}
	b.say(place, "unknown-name", "A text cannot tell `"+called+"`.", meantOr(place, called, known, "It can tell"))
}

func (s *source) later(at Pos, what string) {
	s.say(at, "not-supported", "`"+what+"` is not supported yet.", hint("Remove it."))
}

// comesLater knows the names that texts and conditions will have one day.
func comesLater(called string) bool {
	return slices.Contains([]string{
		"person.rank", "zone.kind", "zone.id",
	}, called)
}

// callable are the names that a text can tell.
func (b *builder) callable() []string {
	known := []string{
		"person.first_name", "person.favourite_music", "reward.code", "reward.name", "reward.hand_out_at",
		"mention.song", "mention.text", "mention.from", "mention.song_match", "dj.position",
	}
	for called := range stampWords() {
		known = append(known, "stamp."+called)
	}
	slices.Sort(known)
	for i := range b.in.Traits {
		known = append(known, "person."+b.in.Traits[i].Name, "rank."+b.in.Traits[i].Name)
	}
	for i := range b.in.Labels {
		known = append(known, "count."+b.in.Labels[i].Name)
	}
	for _, game := range b.names.of("points") {
		known = append(known, "points."+game)
	}
	return append(known, "zone.people")
}
