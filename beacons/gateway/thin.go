package main

import (
	"slices"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
)

// Which level of a stretch counts: the median is calm, the strongest is what
// got through between two bodies.
const (
	median    = "median"
	strongest = "strongest"
)

// thinner makes one sighting of all that was heard of a tag in a stretch.
type thinner struct {
	which string
	heard map[frame.ID]*bunch
	order []frame.ID // as they were first heard
	spare []*bunch
}

// bunch is what was heard of one tag.
type bunch struct {
	tag     beacons.Tag
	levels  []int8
	at      time.Time // the last
	power   int8
	battery int8
}

func newThinner(which string) *thinner {
	return &thinner{which: which, heard: map[frame.ID]*bunch{}}
}

// add takes one frame; name spells its sender when it is the first.
func (t *thinner) add(f *frame.Frame, rssi, battery int8, at time.Time, name func(frame.ID) beacons.Tag) {
	b := t.heard[f.ID]
	if b == nil {
		b = t.fresh()
		b.tag = name(f.ID)
		t.heard[f.ID] = b
		t.order = append(t.order, f.ID)
	}
	b.levels = append(b.levels, rssi)
	b.at, b.power = at, f.Power
	if battery != 0 {
		b.battery = battery
	}
}

func (t *thinner) fresh() *bunch {
	n := len(t.spare)
	if n == 0 {
		return &bunch{}
	}
	b := t.spare[n-1]
	t.spare = t.spare[:n-1]
	*b = bunch{levels: b.levels[:0]}
	return b
}

// flush ends the stretch.
func (t *thinner) flush() []beacons.Sighting {
	if len(t.order) == 0 {
		return nil
	}
	list := make([]beacons.Sighting, 0, len(t.order))
	for _, id := range t.order {
		b := t.heard[id]
		list = append(list, beacons.Sighting{Tag: b.tag, At: b.at, RSSI: t.level(b.levels), Power: b.power, Battery: b.battery})
		t.spare = append(t.spare, b)
	}
	clear(t.heard)
	t.order = t.order[:0]
	return list
}

func (t *thinner) level(levels []int8) float32 {
	if t.which == strongest {
		return float32(slices.Max(levels))
	}
	slices.Sort(levels)
	low, high := levels[(len(levels)-1)/2], levels[len(levels)/2]
	return (float32(low) + float32(high)) / 2
}
