package dj

import (
	"time"

	"foyer/beacons"
)

// Fade is how long a vote or a taste still weighs something after its person
// has left the floor.
const Fade = 10 * time.Minute

// share is how much of a person counts now, in thousandths: all of them on the
// floor, less and less after they have left, nothing after Fade. Who was never
// there counts from when they asked.
func (b *book) share(who string, asked, now time.Time) int64 {
	if b.terms.Floor == nil {
		return 1000
	}
	left, known := b.floor[who]
	if known && left.IsZero() {
		return 1000
	}
	if left.Before(asked) {
		left = asked
	}
	gone := min(max(0, now.Sub(left)), Fade)
	return 1000 - int64(gone*1000/Fade)
}

func (b *book) here(who string) bool {
	left, known := b.floor[who]
	return b.terms.Floor == nil || (known && left.IsZero())
}

// stand notes who is on the floor at a moment, and tells whether anybody came
// or left.
func (b *book) stand(now time.Time, people []beacons.Person) (changed bool) {
	there := make(map[string]bool, len(people))
	for _, p := range people {
		who := b.hash(string(p))
		there[who] = true
		if left, known := b.floor[who]; !known || !left.IsZero() {
			b.floor[who], changed = time.Time{}, true
		}
	}
	for who, left := range b.floor {
		switch {
		case left.IsZero() && !there[who]:
			b.floor[who], changed = now, true
		case !left.IsZero() && now.Sub(left) > Fade:
			delete(b.floor, who)
		}
	}
	return changed
}
