package wire

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Unclaimed is what came below one topic prefix and no producer understands: a
// producer that somebody forgot to name, or a neighbour on the broker.
type Unclaimed struct {
	// Prefix is the first two levels of the topics; "" = all that came after
	// 32 other prefixes.
	Prefix string
	Count  uint64
	// Sample is the first message, topic and body, cut at 200 bytes. It may be
	// about a person: show it to a technician, and log it never.
	Sample string
}

// What is kept of strangers is bounded, because anybody may publish anything.
const (
	prefixesBound = 32
	prefixBound   = 64  // bytes
	sampleBound   = 200 // bytes
)

// strangers counts the messages that no producer owns.
type strangers struct {
	counted []Unclaimed
	rest    Unclaimed
}

func (s *strangers) count(in *incoming) {
	prefix := prefixOf(in.topic)
	i := slices.IndexFunc(s.counted, func(u Unclaimed) bool { return u.Prefix == prefix })
	at := &s.rest
	switch {
	case i >= 0:
		at = &s.counted[i]
	case len(s.counted) < prefixesBound:
		s.counted = append(s.counted, Unclaimed{Prefix: strings.Clone(prefix)})
		at = &s.counted[len(s.counted)-1]
	}
	if at.Count == 0 {
		at.Sample = sampleOf(in.topic, in.body)
	}
	at.Count++
}

// Unclaimed lists what no producer understood, the most frequent first. Like
// Decode it is for the owner of the decoder; the list is the caller's. Only
// what is subscribed to can be in it: see Producers.ListenTo.
func (d *Decoder) Unclaimed() []Unclaimed {
	all := slices.Clone(d.strangers.counted)
	if d.strangers.rest.Count > 0 {
		all = append(all, d.strangers.rest)
	}
	slices.SortStableFunc(all, func(a, b Unclaimed) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// prefixOf is the first two levels of a topic.
func prefixOf(topic string) string {
	end := len(topic)
	if first := strings.IndexByte(topic, '/'); first >= 0 {
		if second := strings.IndexByte(topic[first+1:], '/'); second >= 0 {
			end = first + 1 + second
		}
	}
	return topic[:min(end, prefixBound)]
}

// sampleOf is a message as a line that can be read.
func sampleOf(topic string, body []byte) string {
	line := topic[:min(len(topic), sampleBound)] + " "
	line += string(body[:min(len(body), sampleBound)])
	line = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(line, "?"))
	if len(line) > sampleBound {
		line = strings.ToValidUTF8(line[:sampleBound], "")
	}
	return strings.TrimSpace(line)
}
