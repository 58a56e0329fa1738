package console

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write web/src/golden.ts anew; read the diff before you commit it")

const goldenFile = "web/src/golden.ts"

// everything is a state in which no field is zero.
func everything() *State {
	at := time.Date(2026, 5, 9, 21, 14, 5, 250e6, time.FixedZone("PDT", -7*3600))
	return &State{
		Venue: "pier-west", At: at, Speed: 60, People: 34, Unknown: 2, LastSighting: at, Sightings: 1203332, Rate: 1243.5, Dropped: 3,
		Plan: Plan{
			Width: 60, Depth: 40,
			Zones:   []ZonePlan{{ID: "coffee-east", Kind: "coffee", Name: "Coffee east", Area: [][2]float64{{48, 0}, {60, 0}, {60, 8}, {48, 8}}}},
			Anchors: []AnchorPlan{{ID: "beacon-coffee", Zone: "coffee-east", At: [2]float64{54, 4}, Beacon: true}},
		},
		Zones: []Zone{{ID: "coffee-east", People: 34, Capacity: 40}},
		Lamps: []Lamp{{ID: "1", Name: "Hue spot 1", Zone: "coffee-east", Colour: "#ffb347", Brightness: 0.6, Reachable: true, Confirmed: true}},
		DJ: []DJList{{
			ID: "main", Name: "Main floor", Zone: "dance-floor", Paused: true, BPM: 128, Undo: "Blue Monday: played",
			Requests: []Request{{
				Song: "New Order - Blue Monday", Artist: "New Order", Votes: 9, Weight: 7.4, State: "played", At: at, Played: at, Explicit: true, BPM: 130, Key: "8A",
			}},
			Tastes:  []Taste{{Taste: "House", Weight: 24, People: 22, Trend: 1}},
			Blocked: []Blocked{{Name: "Scooter", Artist: true}},
		}},
		Feed:  []Line{{ID: 1, At: at, Kind: PushLine, Zone: "coffee-east", Text: "A coffee on us: sent to one phone", Rule: "coffee-gift"}},
		Codes: []Pool{{Name: "starbucks-5", Imported: 200, Free: 143, Reserved: 3, Given: 31, Redeemed: 23, WarnBelow: 20, Item: true, HandOutAt: "Info desk"}},
		Draws: []Draw{{
			Reward: "passport-prize", Entrants: 87, Winners: 3, Closes: at, Closed: true, Hash: "415e1aec", SeedFrom: "drand, the first round after 16:30", Seed: "7f3a", Drawn: at,
			Won: []string{"0a1b"}, Redeemed: 1, HandOutAt: "Registration",
		}},
		Games: []Game{{Name: "sponsor-passport", Players: 34, Points: 1240, Places: []Rung{{Place: 1, Points: 80}, {Place: 2, Points: 70}}}},
		Experiments: []Experiment{{
			ID: "coffee-wording", Title: "A gift card for coffee lovers", Over: true, Text: "Too early to say.", Warning: "Do not trust this experiment.",
			Groups: []Group{{Name: "plain", Shown: 96, Judged: 96, Succeeded: 41}}, Differences: []Difference{{Variant: "playful", Against: "plain", Low: -0.01, High: 0.26}},
		}},
		Funnels: []Funnel{{Rule: "coffee-gift", Title: "A gift card for coffee lovers", Accepted: 34, Shown: 29, Opened: 11, Redeemed: 9}},
		Parts:   []Part{{Name: "store", State: PartTrial, Since: at, Text: "Trial store: a power cut may lose up to 10 seconds."}},
		Refused: []Reason{{Reason: "not JSON", Count: 7}},
		Devices: []Device{{
			Name: "bridge", Kind: "Hue bridge at 192.0.2.7", State: PartDown, Since: at, Problem: "The bridge has no key yet.", Accepted: 1200, Refused: 3,
			Figures: []Figure{{Label: "Lamps reached", Value: "14 of 16", Ill: true}}, Pair: "https://192.0.2.7",
		}},
		Queues:  []Queue{{Name: "lights", Waiting: 2, Oldest: 0.4, GivenUp: 1}},
		Anchors: []Anchor{{ID: "beacon-coffee", Zone: "coffee-east", Beacon: true, Heard: at, Sightings: 1200, Dead: true}},
		Rules:   12, Wrong: "The rules file holds a mistake.", Stops: []Stop{{What: "channel:push", By: "page", At: at}},
		Staff:     []StaffMessage{{ID: "top-bacon-lover|ada|1/2", At: at, Text: "Have the crown ready.", Rule: "top-bacon-lover", Done: true}},
		Unclaimed: []Unclaimed{{Prefix: "zigbee2mqtt/lamp", Count: 12, Sample: `zigbee2mqtt/lamp/set {"state":"ON"}`}},
	}
}

// The page's types must be ours. The compiler of the page reads this file, so
// a field that only one side knows is an error there.
func TestPageKnowsEveryFieldOfTheState(t *testing.T) {
	filled(t, "State", reflect.ValueOf(*everything()))
	body, err := json.MarshalIndent(everything(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte("// Written by the Go tests with -update from the Go types: do not edit.\nimport type { State } from \"./state\";\n\nexport const golden: State = "), append(body, ";\n"...)...)
	if *update {
		if err := os.WriteFile(goldenFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go test ./controller/console -update, then npm run check in web", goldenFile)
	}
}

// filled fails for every field that is zero, for it would prove nothing.
func filled(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch {
	case v.IsZero():
		t.Errorf("%s is zero in the golden state, want a value", path)
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			filled(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		filled(t, path+"[0]", v.Index(0))
	}
}

func TestEmptyListsAreNeverNull(t *testing.T) {
	m, err := newMoment(&State{DJ: []DJList{{}}})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(m.whole, []byte("null")) {
		t.Errorf("an empty state has a null in it, which the page cannot list: %s", m.whole)
	}
}
