package venue

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"foyer/rules"
)

// stop stops something from now on, or lets it go on. What is already so
// changes nothing: who pressed first is remembered.
func (v *Venue) stop(now time.Time, in Stopped) {
	if in.ID != "" && !v.once("stop|"+in.ID) {
		return
	}
	known, stopped := v.stops.Find(in.What)
	if stopped == in.On || in.On && !v.stoppable(in.What) {
		return
	}
	move := StopMove{Stop: rules.Stop{What: in.What, By: in.By, At: now}, On: in.On}
	// A new list each time: copies of the old one are looked at elsewhere.
	if in.On {
		v.stops = append(slices.Clone(v.stops), move.Stop)
	} else {
		v.stops = slices.DeleteFunc(slices.Clone(v.stops), func(s rules.Stop) bool { return s == known })
		v.light(now)
	}
	v.batch.Stops = append(v.batch.Stops, move)
	v.effects = append(v.effects, StopsMessage(v.stops, now))
}

// stoppable tells whether there is such a thing to stop.
func (v *Venue) stoppable(what rules.Stopped) bool {
	if id, named := what.Rule(); named {
		return slices.ContainsFunc(v.decider.Book().Rules, func(r rules.Rule) bool { return r.ID == id })
	}
	_, channel := what.Channel()
	return channel || what == rules.Everything
}

// light lets the lamps catch up with their zones, which have changed while
// the lamps stood still.
func (v *Venue) light(now time.Time) {
	for _, z := range v.zones {
		v.turn(now, now, z)
	}
}

// Stops are what is stopped now. The list does not change any more.
func (v *Venue) Stops() rules.Stops { return v.stops }

// StopsMessage tells everyone on the broker what is stopped.
func StopsMessage(stops rules.Stops, now time.Time) rules.Publish {
	told := struct {
		Stops rules.Stops `json:"stops"`
		At    int64       `json:"at"`
	}{append(rules.Stops{}, stops...), now.UnixMilli()}
	body, _ := json.Marshal(told) // plain fields: it always encodes
	return rules.Publish{Head: rules.Head{ID: "stops", Why: rules.Why{At: now}}, Topic: "stops", Body: body, Retain: true}
}

// restop gives a store that has gone back in time the stops as they are; it
// forgets those it has.
func (v *Venue) restop() {
	v.batch.Stops = nil
	for _, stop := range v.stops {
		v.batch.Stops = append(v.batch.Stops, StopMove{Stop: stop, On: true})
	}
}

func sorted(stops rules.Stops) rules.Stops {
	return slices.SortedFunc(slices.Values(stops), func(a, b rules.Stop) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.What, b.What))
	})
}
