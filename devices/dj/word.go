package dj

import (
	"fmt"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// second is how long a press waits before those who asked are told of it: the
// DJ's second thought, in which it can be taken back in silence.
const second = 10 * time.Second

// Word is what those who asked for a song are told of it, once.
type Word struct {
	ID   string    `json:"id"` // the same ID is the same word
	Song string    `json:"song"`
	Text string    `json:"text"`
	To   []Asker   `json:"to"`
	Due  time.Time `json:"due"`
	// State is the song's that is told; empty = the request was not taken.
	State State `json:"state,omitempty"`
}

// Asker is a phone that asked, and the rule that took it: whether it may still
// be answered hangs on what its person agrees to now.
type Asker struct {
	To   beacons.Tag `json:"to"`
	Rule string      `json:"rule,omitempty"`
}

func asker(s rules.Song) []Asker { return []Asker{{To: s.To, Rule: s.Why.Rule}} }

// words are how the song's state is told.
func (l *line) words() string {
	switch l.State {
	case Asked:
		return fmt.Sprintf("%s is on the DJ's list.", l.Song)
	case Accepted:
		return fmt.Sprintf("Good news: the DJ will play %s.", l.Song)
	case Later:
		return fmt.Sprintf("The DJ keeps %s for later.", l.Song)
	case Played:
		return fmt.Sprintf("Now playing: %s. Thank you for asking!", l.Song)
	case No:
		return fmt.Sprintf("Sorry, the DJ will not play %s tonight.", l.Song)
	}
	return ""
}

// sayState tells everybody who asked for a song how it stands now. What they
// were not told yet is not told any more.
func (b *book) sayState(l *line, due time.Time) {
	b.unsaySong(l.Song)
	to := make([]Asker, 0, len(l.By))
	for _, v := range l.By {
		to = append(to, Asker{To: v.To, Rule: v.Rule})
	}
	b.say(Word{Song: l.Song, Text: l.words(), To: to, Due: due, State: l.State})
}

// say keeps a word until it is told.
func (b *book) say(w Word) {
	w.To = slices.DeleteFunc(w.To, func(a Asker) bool { return a.To == "" })
	if b.terms.Tell == nil || len(w.To) == 0 {
		return
	}
	b.said++
	w.ID = fmt.Sprintf("dj|%s|%d|%d", b.terms.Queue, w.Due.UnixMilli(), b.said)
	b.words = append(b.words, w)
}

// unsaySong drops what waits to be told of a song's state, and tells whether
// there was something. A word that is just being told is not caught any more.
func (b *book) unsaySong(song string) bool {
	before, k := len(b.words), b.terms.key(song)
	b.words = slices.DeleteFunc(b.words, func(w Word) bool {
		return w.State != "" && w.ID != b.telling && b.terms.key(w.Song) == k
	})
	return len(b.words) != before
}

// unsay tells a phone nothing more.
func (b *book) unsay(to beacons.Tag) {
	for i := range b.words {
		b.words[i].To = slices.DeleteFunc(slices.Clone(b.words[i].To), func(a Asker) bool { return a.To == to })
	}
	b.words = slices.DeleteFunc(b.words, func(w Word) bool { return len(w.To) == 0 })
}

// due is the first word whose time has come; if there is none, when the next
// one's does.
func (b *book) due(now time.Time) (w Word, found bool, next time.Time) {
	for _, w := range b.words {
		if !w.Due.After(now) {
			return w, true, now
		}
		if next.IsZero() || w.Due.Before(next) {
			next = w.Due
		}
	}
	return Word{}, false, next
}

// told ends a word.
func (b *book) told(id string) {
	b.words = slices.DeleteFunc(b.words, func(w Word) bool { return w.ID == id })
}
