package locate

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"foyer/beacons"
)

// lesson is a slow walk across the hall, heard as the path loss would have it,
// by anchors of which the last is 12 dB deaf: a plan cannot know.
func lesson(placed bool) []Sample {
	var out []Sample
	now := noon
	for i := range 900 {
		at := [2]float64{float64(i%300) / 10, 3 + 4*float64(i/300)/3}
		zone := beacons.Zone("bar")
		if at[0] > 20 {
			zone = "lounge"
		} else if at[0] > 10 {
			zone = "stage"
		}
		for _, s := range heardAt(at, now) {
			out = append(out, Sample{Sighting: s, Zone: zone, Spot: at, Placed: placed})
		}
		now = now.Add(300 * time.Millisecond)
	}
	return out
}

// heardAt is what the gateways of the hall hear of somebody in a place.
func heardAt(at [2]float64, now time.Time) []beacons.Sighting {
	var out []beacons.Sighting
	for _, a := range hall().Anchors {
		if a.Beacon != "" {
			continue
		}
		level := -55 - 27*math.Log10(max(1, apart(a.At, at)))
		if a.Zone == "lounge" {
			level -= 12
		}
		out = append(out, beacons.Sighting{Tag: "b", Anchor: a.ID, At: now, RSSI: float32(level)})
	}
	return out
}

func TestRadioMapKnowsWhatThePlanCannot(t *testing.T) {
	for _, placed := range []bool{true, false} {
		m := Learn(hall(), [][]Sample{lesson(placed)})
		mapped, plain := New(hall()), New(hall())
		mapped.Use(m)
		at := [2]float64{21.5, 4} // just inside the lounge, whose gateways are deaf
		var with, without Answer
		var a, b Track
		for i := range 60 {
			for _, s := range heardAt(at, noon.Add(time.Duration(i)*300*time.Millisecond)) {
				with, without = mapped.Hear(&a, s), plain.Hear(&b, s)
			}
		}
		if with.Zone != "lounge" {
			t.Errorf("placed %v: with a map %q, want lounge", placed, with.Zone)
		}
		if without.Zone == "" {
			t.Errorf("placed %v: without a map unknown, want some zone", placed)
		}
	}
}

func TestSameLessonsGiveTheSameMap(t *testing.T) {
	a, b := Learn(hall(), [][]Sample{lesson(true)}), Learn(hall(), [][]Sample{lesson(true)})
	if !reflect.DeepEqual(a, b) {
		t.Error("the same lessons gave two maps")
	}
}

func TestMapSurvivesJSON(t *testing.T) {
	m := Learn(hall(), [][]Sample{lesson(true)})
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Map
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, back) {
		t.Error("a map changed on its way through JSON")
	}
}

func TestNoLessonsLeaveThePlan(t *testing.T) {
	e, plain := New(hall()), New(hall())
	e.Use(Learn(hall(), nil))
	if !reflect.DeepEqual(e.field, plain.field) {
		t.Error("an empty map changed what the engine believes of its venue")
	}
}

func TestMapOfAnotherPlanIsLeftOut(t *testing.T) {
	e := New(hall())
	e.Use(Map{Anchors: []beacons.Anchor{"elsewhere"}, Spots: []Spot{{Zone: "cellar", Levels: []float32{-50}}}, Offset: 1, Floor: Silent})
	var track Track
	for _, s := range heardAt([2]float64{5, 5}, noon) {
		e.Hear(&track, s)
	}
	if got := e.Check(&track, noon.Add(5*time.Second)); got.Zone != "" {
		t.Errorf("with a map that knows none of our zones: %+v, want unknown", got)
	}
}

func TestPlacesBetweenPrintsAreCovered(t *testing.T) {
	m := Learn(hall(), [][]Sample{lesson(true)})
	placed := 0
	for _, s := range m.Spots {
		if s.Placed {
			placed++
		}
		for _, level := range s.Levels {
			if math.IsNaN(float64(level)) || level < Silent || level > 0 {
				t.Fatalf("spot at %v has the level %v", s.At, level)
			}
		}
	}
	if placed < 100 {
		t.Errorf("%d placed spots over 30 m of walking, want a surface of 100 or more", placed)
	}
}

func TestWhereNobodyWalkedThePlanStillCounts(t *testing.T) {
	var bar []Sample
	for _, s := range lesson(true) {
		if s.Zone == "bar" {
			bar = append(bar, s)
		}
	}
	m := Learn(hall(), [][]Sample{bar})
	e, track := New(hall()), Track{}
	e.Use(m)
	var got Answer
	for i := range 60 {
		for _, s := range heardAt([2]float64{15, 5}, noon.Add(time.Duration(i)*300*time.Millisecond)) {
			got = e.Hear(&track, s)
		}
	}
	if got.Zone != "stage" {
		t.Errorf("in the middle of the stage, with a map of the bar alone: %q, want stage", got.Zone)
	}
	least, most := float32(math.Inf(1)), float32(0)
	for _, s := range m.Spots {
		least, most = min(least, s.Spread), max(most, s.Spread)
	}
	if least > grain || most < ripple*0.9 {
		t.Errorf("spots of the map are known to %.1f to %.1f dB, want better than %v where somebody walked and about %v far from there", least, most, grain, ripple)
	}
}
