package main

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"foyer/controller/console"
	"foyer/rules"
)

// feedLength is how many lines the page keeps.
const feedLength = 50

// feed is what happened last, in plain words and without names.
type feed struct {
	mu     sync.Mutex
	titles map[string]string // rule -> title
	next   uint64
	lines  []console.Line
	kinds  map[console.LineKind]uint64
}

func newFeed(book *rules.Book) *feed {
	return &feed{titles: titles(book), kinds: map[console.LineKind]uint64{}}
}

func titles(book *rules.Book) map[string]string {
	all := map[string]string{}
	for _, r := range book.Rules {
		all[r.ID] = r.Title
	}
	return all
}

// publish writes that other rules went live.
func (f *feed) publish(now *inForce) {
	f.mu.Lock()
	f.titles = titles(now.book)
	f.mu.Unlock()
	f.write(console.Line{At: now.At, Kind: console.RulesLine, Text: "Version " + strconv.Itoa(now.Version) + " of the rules went live"})
}

// title is what a rule is called.
func (f *feed) title(rule string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.titles[rule]
}

// add writes the line of an effect that was let go.
func (f *feed) add(e rules.Effect) {
	why := e.About().Why
	line := console.Line{At: why.At, Rule: why.Rule}
	switch e := e.(type) {
	case rules.Light:
		if line.Kind, line.Zone = console.LightLine, e.Zone; e.Scene == "" {
			f.tally(line.Kind) // the lamps on the page say it better than fifty lines
			return
		}
		line.Text = "Empty for a while: the lamps go to the " + e.Scene + " look"
	case rules.Song:
		line.Kind, line.Text = console.SongLine, songText(e)
	case rules.Reward:
		line.Kind, line.Text = console.RewardLine, fmt.Sprintf("One of %s now belongs to someone: %s", e.Pool, f.title(why.Rule))
	case rules.Push:
		line.Kind, line.Text = console.PushLine, fmt.Sprintf("“%s” goes to a phone", e.Title)
	case rules.Staff:
		line.Kind, line.Text = console.StaffLine, e.Text
	case rules.Webhook:
		line.Kind, line.Text = console.HookLine, fmt.Sprintf("%s is told: %s", e.To, f.title(why.Rule))
	case rules.Publish, rules.Reply, rules.Points: // the board of a game says it better
		return
	}
	f.write(line)
}

// dropped writes that a push ended without arriving.
func (f *feed) dropped(e rules.Push, because string) {
	f.write(console.Line{At: e.Why.At, Rule: e.Why.Rule, Kind: console.DropLine, Text: fmt.Sprintf("“%s” did not arrive: %s", e.Title, because)})
}

func songText(e rules.Song) string {
	if e.Song != "" {
		return "Asked for: " + e.Song
	}
	return "Someone on the floor likes " + e.Taste
}

func (f *feed) tally(kind console.LineKind) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kinds[kind]++
}

func (f *feed) write(line console.Line) {
	f.tally(line.Kind)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	line.ID = f.next
	f.lines = slices.Insert(f.lines, 0, line)
	if len(f.lines) > feedLength {
		f.lines = f.lines[:feedLength]
	}
}

// newest are the lines for the page, newest first.
func (f *feed) newest(place *time.Location) []console.Line {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := slices.Clone(f.lines)
	for i := range lines {
		lines[i].At = lines[i].At.In(place)
	}
	return lines
}

// count is how many lines of a kind there were since the start.
func (f *feed) count(kind console.LineKind) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kinds[kind]
}
