package console

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
)

// djOf is a list with a song in every state.
func djOf(at time.Time) DJList {
	ago := func(minutes int) time.Time { return at.Add(-time.Duration(minutes) * time.Minute) }
	return DJList{
		ID: "main", Name: "Main floor", Zone: "dance-floor", BPM: 124, Undo: "Kool & The Gang - Celebration: played",
		Requests: []Request{
			{Song: "New Order - Blue Monday", Artist: "New Order", Votes: 11, Weight: 9.4, State: "accepted", At: ago(31), BPM: 130, Key: "8A"},
			{Song: "Daft Punk - Around the World", Artist: "Daft Punk", Votes: 9, Weight: 9, State: "asked", At: ago(12), BPM: 121, Key: "4A"},
			{Song: "Donna Summer - I Feel Love", Artist: "Donna Summer", Votes: 6, Weight: 5.5, State: "asked", At: ago(7), BPM: 128, Key: "5B", Played: ago(95)},
			{Song: "Chic - Le Freak", Artist: "Chic", Votes: 3, Weight: 3, State: "asked", At: ago(5), BPM: 120},
			{Song: "The Prodigy - Smack My Bitch Up", Artist: "The Prodigy", Votes: 2, Weight: 0.3, State: "asked", At: ago(4), BPM: 137, Explicit: true},
			{Song: "that one with the whistle from the advert, you know the one with the dogs", Votes: 1, Weight: 1, State: "asked", At: ago(1)},
			{Song: "ABBA - Dancing Queen", Artist: "ABBA", Votes: 4, Weight: 2.1, State: "later", At: ago(26), BPM: 101},
			{Song: "Kool & The Gang - Celebration", Artist: "Kool & The Gang", Votes: 5, Weight: 4, State: "played", At: ago(40), Played: ago(3), BPM: 122},
			{Song: "Scooter - Hyper Hyper", Artist: "Scooter", Votes: 1, Weight: 0, State: "no", At: ago(50)},
		},
		Tastes: []Taste{
			{Taste: "Daft Punk", Weight: 24, People: 22, Trend: 1},
			{Taste: "ABBA", Weight: 18.2, People: 18},
			{Taste: "Beyoncé", Weight: 15, People: 13, Trend: -1},
			{Taste: "Techno", Weight: 9.5, People: 9, Trend: 1},
			{Taste: "Charlotte de Witte", Weight: 4, People: 4},
			{Taste: "Jazz", Weight: 0.6, People: 0, Trend: -1},
		},
		Blocked: []Blocked{{Name: "Scooter", Artist: true}},
	}
}

// booth is a list whose buttons work, and what was pressed.
type booth struct {
	mu     sync.Mutex
	list   DJList
	before []Request
	inform func(DJList)
	done   []string
}

func (b *booth) press(_ context.Context, p Press) (DJList, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = append(b.done, strings.TrimSpace(p.Do+" "+p.Song))
	before := b.list.Requests
	b.list.Requests = slices.Clone(before)
	states := map[string]string{"accept": "accepted", "played": "played", "later": "later", "no": "no"}
	for i := range b.list.Requests {
		if r := &b.list.Requests[i]; r.Song == p.Song && states[p.Do] != "" {
			r.State, b.list.Undo, b.before = states[p.Do], p.Song+": "+states[p.Do], before
		}
	}
	switch p.Do {
	case "pause", "go-on":
		b.list.Paused, b.list.Undo = p.Do == "pause", ""
	case "undo":
		if b.list.Undo == "" {
			return b.list, &Refused{Text: "There is nothing to take back."}
		}
		b.list.Undo, b.list.Requests = "", b.before
	}
	b.inform(b.list)
	return b.list, nil
}
