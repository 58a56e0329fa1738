package dj

import (
	"errors"
	"fmt"
	"time"
)

// Bounds in time of what may be asked for.
const (
	// Rest is how long a song is not asked for again after it was played.
	Rest = 30 * time.Minute
	// Cooldown is the usual time between two new requests of one person.
	Cooldown = 2 * time.Minute
)

var errEmpty = errors.New("no song and no taste in it")

// refusal is why a request is not taken: for the log, and for who asked.
type refusal struct {
	reason string
	Text   string
}

// Error is the reason, without the song.
func (r *refusal) Error() string { return r.reason }

func refuseFull() *refusal {
	return &refusal{"the list is full", "The DJ's list is full just now. Please ask again a little later."}
}

// refuses says why a vote for a song is not taken, nil = it is. A vote for a
// song that is on the list is no new request, and waits for no cooldown.
func (b *book) refuses(song string, l *line, v vote) *refusal {
	open := l != nil && !l.State.closed()
	switch {
	case b.paused:
		return &refusal{"the DJ takes no requests for now", "The DJ takes no requests just now. Please ask again later."}
	case l != nil && l.State == No, b.blocks(song):
		return &refusal{"the DJ said no to this song", fmt.Sprintf("Sorry, the DJ will not play %s tonight.", song)}
	case b.terms.Clean && b.terms.track(song).Explicit:
		return &refusal{"explicit songs are not played here", fmt.Sprintf("Sorry, %s is not played here, because of its words.", song)}
	case l != nil && l.rests(v.At):
		return &refusal{
			"the song was played a short while ago",
			fmt.Sprintf("%s was played a short while ago. You can ask for it again in %s.", song, minutes(l.PlayedAt.Add(Rest).Sub(v.At))),
		}
	case open:
		return nil
	}
	if before, asked := b.requests[v.Who]; asked && v.At.Sub(before).Abs() < b.terms.Cooldown {
		return &refusal{
			"the person asked for another song a moment ago",
			fmt.Sprintf("You have just asked for a song. You can ask for another one in %s.", minutes(before.Add(b.terms.Cooldown).Sub(v.At))),
		}
	}
	return nil
}

// rests tells whether a song was played so lately that it cannot be asked for.
func (l *line) rests(now time.Time) bool {
	return l.State == Played && now.Before(l.PlayedAt.Add(Rest))
}

// minutes is a time to wait, in words, never less than it is.
func minutes(d time.Duration) string {
	n := int((d + time.Minute - 1) / time.Minute)
	if n <= 1 {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", n)
}
