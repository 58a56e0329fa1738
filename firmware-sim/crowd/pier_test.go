package crowd

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"testing"
)

// The plan is written twice, because only the controller reads the venue's
// file; so the two are held together here.
func TestPierWestIsTheVenueThatIsShipped(t *testing.T) {
	text, err := os.ReadFile("../../deploy/venue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan := PierWest()
	zone := regexp.MustCompile(`\{id: ([\w-]+), +kind: (\w+), +name: ([^,]+), +area: (\[\[.*\]\])`).FindAllSubmatch(text, -1)
	if len(zone) != len(plan.Zones) {
		t.Fatalf("zones: got %d, want the %d of the file", len(plan.Zones), len(zone))
	}
	for i, m := range zone {
		z := plan.Zones[i]
		var area [][2]float64
		if err := json.Unmarshal(m[4], &area); err != nil {
			t.Fatal(err)
		}
		if string(z.ID) != string(m[1]) || string(z.Kind) != string(m[2]) || z.Name != string(m[3]) || !reflect.DeepEqual(z.Area, area) {
			t.Errorf("zone %d: got %v, want %s", i, z, m[0])
		}
	}
	anchor := regexp.MustCompile(`\{id: ([\w-]+), +zone: ([\w-]+), +at: (\[[^]]*\])(, beacon: ([\w-]+))?`).FindAllSubmatch(text, -1)
	if len(anchor) != len(plan.Anchors) {
		t.Fatalf("anchors: got %d, want the %d of the file", len(plan.Anchors), len(anchor))
	}
	for i, m := range anchor {
		a := plan.Anchors[i]
		var at [2]float64
		if err := json.Unmarshal(m[3], &at); err != nil {
			t.Fatal(err)
		}
		if string(a.ID) != string(m[1]) || string(a.Zone) != string(m[2]) || a.At != at || a.Beacon != string(m[5]) {
			t.Errorf("anchor %d: got %v, want %s", i, a, m[0])
		}
	}
}
