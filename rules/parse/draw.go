package parse

import (
	"strings"
	"unicode"

	"foyer/rules"
)

// draw reads the terms of a draw.
func (b *builder) draw(e *Entry[rewardPart]) *rules.Draw {
	r := &e.Value
	for _, need := range []struct {
		key, why, write string
		written         bool
	}{
		{"winners", "so nobody can win", "`winners: 3`", r.Winners.Written()},
		{"draw_at", "so it never closes", "`draw_at: " + b.book.Calendar.Closes.Format("2006-01-02T15:04") + "`", r.DrawAt.Written()},
	} {
		if !need.written {
			b.say(e.Key, "missing-key", "The draw `"+e.Name+"` has no `"+need.key+"`, "+need.why+".", hint("Write "+need.write+"."))
		}
	}
	out := &rules.Draw{Name: b.book.Calendar.ID + " " + e.Name, Winners: r.Winners.Value, Salt: e.Name}
	if r.Salt.Good() {
		out.Salt = r.Salt.Value
	}
	if r.DrawAt.Good() {
		out.At = r.DrawAt.Value.in(b.book.Calendar.Place)
		b.drawTime(r, out)
	}
	out.Seed = "a public value of after " + out.At.Format("2006-01-02 15:04 MST") + ", named before the people by who draws"
	if r.SeedFrom.Good() {
		out.Seed = r.SeedFrom.Value
		if strings.TrimSpace(out.Seed) == "" || strings.ContainsFunc(out.Seed, func(c rune) bool { return !unicode.IsGraphic(c) }) {
			b.say(r.SeedFrom.At, "wrong-value", "`seed_from` says in one line where the seed will come from.", hint("Write it like `seed_from: the first round of drand after 16:30`."))
		}
	}
	return out
}

// drawTime sees a draw that nobody can enter, or that nobody is there for.
func (b *builder) drawTime(r *rewardPart, out *rules.Draw) {
	if !b.in.Event.Value.Opens.Good() || !b.in.Event.Value.Closes.Good() {
		return
	}
	switch {
	case !out.At.After(b.book.Calendar.Opens):
		b.warn(r.DrawAt.At, "never", "The draw closes before the event opens, so nobody can enter it.")
	case out.At.After(b.book.Calendar.Closes):
		b.warn(r.DrawAt.At, "never", "The draw is after the event closes, when nobody is there.")
	}
}
