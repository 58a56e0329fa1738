package dj_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/devices/dj"
)

func top(songs ...string) (l dj.List) {
	for _, s := range songs {
		l.Requests = append(l.Requests, dj.Request{Song: s, Votes: 1, Weight: 1, State: dj.Asked})
	}
	return l
}

func TestNewsIsAnotherTopThatLasts(t *testing.T) {
	var c dj.Chart
	for _, step := range []struct {
		second int
		list   dj.List
		want   string
	}{
		{0, top("A", "B"), ""},            // not yet for long
		{10, top("A", "B"), ""},           //
		{20, top("A", "B"), "[A B]"},      //
		{30, top("B", "A", "C"), ""},      // too soon after
		{60, top("A", "B"), ""},           // it did not last
		{90, top("A", "B", "C", "D"), ""}, // new, not yet for long
		{110, top("A", "B", "C", "E"), "[A B C]"},
		{300, top("A", "C"), ""}, // B was played: what is left is known
		{400, top("A", "C"), ""},
		{500, top(), ""},
		{600, top("C", "A"), ""},
		{630, top("C", "A"), "[C A]"},
	} {
		said := ""
		if n, some := c.Next(opens().Add(time.Duration(step.second)*time.Second), step.list); some {
			var names []string
			for _, r := range n.Top {
				names = append(names, r.Song)
			}
			said = fmt.Sprint(names)
		}
		if said != step.want {
			t.Errorf("at %d s: %q, want %q", step.second, said, step.want)
		}
	}
}

// Law: however the list jumps, there is no more than one piece of news in 75 s,
// each has its own id, and none says again what was said last.
func TestNewsIsRareAndNew(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var c dj.Chart
		now, last, ids, said := opens(), time.Time{}, map[string]bool{}, ""
		for range rapid.IntRange(1, 80).Draw(r, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(1, 40).Draw(r, "seconds")) * time.Second)
			n, some := c.Next(now, top(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "C", "D"}), 0, 4, rapid.ID).Draw(r, "list")...))
			if !some {
				continue
			}
			names := ""
			for _, s := range n.Top {
				names += s.Song
			}
			if (!last.IsZero() && now.Sub(last) < 75*time.Second) || ids[n.ID] || names == said || len(n.Top) == 0 || len(n.Top) > 3 {
				r.Fatalf("news %q %v after %q; want at least 75 s, another id and other songs", names, now.Sub(last), said)
			}
			last, ids[n.ID], said = now, true, names
		}
	})
}
