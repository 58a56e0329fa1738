package rules

import (
	"slices"
	"strconv"

	"foyer/beacons"
)

// Mention is what a person said to the DJ.
type Mention struct {
	// Song is the one that the DJ's catalogue has, or what was asked for when it
	// has none like it.
	Song string `json:"s,omitempty"`
	Text string `json:"t,omitempty"` // as it was said
	From string `json:"f,omitempty"` // where: "app", "mastodon", "bluesky" or "webhook"
	// Match is how well the song fits what was said, 0 to 1; 1 when there is no
	// catalogue to compare with.
	Match float64 `json:"m,omitempty"`
	// Blocked tells that the DJ does not play this song.
	Blocked bool `json:"b,omitempty"`
	// To is the phone that asked, and can be answered.
	To beacons.Tag `json:"to,omitempty"`
}

// Position stands in the text of a Reply for the song's place in the queue,
// which the DJ's list knows once the song is on it.
const Position = "{{dj.position}}"

// want wakes the rules that hear mentions from where this one came.
func (a *answer) want(f Fact) {
	for _, r := range a.mentions {
		if slices.Contains(r.When.From, f.Mention.From) {
			a.wake(r, cause{at: f.At, occurrence: f.ID, mention: f.Mention, facts: []string{"asked the DJ for a song"}})
		}
	}
}

// text is what a template may say of a mention.
func (m *Mention) text(name string) string {
	switch name {
	case "mention.song":
		return m.Song
	case "mention.text":
		return m.Text
	case "mention.from":
		return m.From
	}
	return strconv.FormatFloat(m.Match, 'f', 2, 64)
}
