package main

import (
	"fmt"
	"testing"

	"foyer/beacons"
	"foyer/rules"
)

func look(zone beacons.Zone, colour rules.Colour) rules.Light {
	return rules.Light{Zone: zone, Colours: []rules.Colour{colour}}
}

func TestOfTheLooksOfOneZoneOnlyTheNewestIsLetGo(t *testing.T) {
	got := newest([]rules.Effect{look("floor", "#ff0000"), rules.Publish{Topic: "zone/floor"}, look("lounge", "#00ff00"), look("floor", "#0000ff")})
	want := []rules.Effect{rules.Publish{Topic: "zone/floor"}, look("lounge", "#00ff00"), look("floor", "#0000ff")}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("newest: got %v, want %v", got, want)
	}
}

func TestLightThatWaitedForTheStoreYieldsToANewerOne(t *testing.T) {
	for _, test := range []struct {
		name    string
		decided []rules.Effect // while the store was away
		want    rules.Colour
	}{
		{"something newer", []rules.Effect{look("floor", "#0000ff")}, "#0000ff"},
		{"nothing newer", nil, "#ff0000"},
	} {
		late, others := part([]rules.Effect{rules.Song{Song: "Zombie"}, look("floor", "#ff0000")})
		if len(late) != 1 || len(others) != 1 {
			t.Fatalf("part: got %v and %v, want the light and the song", late, others)
		}
		l := &loop{effects: test.decided}
		l.committed(verdict{late: late})
		got := newest(l.effects)
		if len(got) != 1 || got[0].(rules.Light).Colours[0] != test.want {
			t.Errorf("%s: got %v, want one light of %s", test.name, got, test.want)
		}
	}
}
