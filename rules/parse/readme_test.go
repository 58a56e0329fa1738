package parse_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/rules/parse"
)

// readmePlan is the venue of the README: two coffee bars, a bacon bar, a floor,
// a booth and the desk where things are handed out.
func readmePlan() (plan beacons.Plan) {
	for zone, kind := range map[beacons.Zone]beacons.Kind{
		"coffee-east": "coffee", "coffee-west": "coffee", "bacon": "bacon", "dance-floor": "dance", "registration": "entrance",
		"booth-1": "sponsor", "info-desk": "desk",
	} {
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: zone, Kind: kind, Name: string(zone)})
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(zone), Zone: zone})
	}
	plan.Doors = beacons.Doors{Hooks: []string{"crm"}}
	return plan
}

func TestEverySnippetOfTheReadmeLoads(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 8 {
		t.Fatalf("the README has %d snippets; are they still between ```yaml and ```?", len(blocks))
	}
	head := blocks[0][1]
	for _, block := range blocks[1:] {
		book, problems := parse.Rules("rules.yaml", []byte(head+block[1]), readmePlan(), func(string) ([]byte, error) {
			return []byte("code\nAAA-1\nAAA-2\n"), nil
		})
		if book == nil || len(problems) > 0 {
			t.Errorf("the snippet\n%s got %v, want no problem", block[1], problems)
		}
	}
}

// TestTheReadmeShowsWhatCheckSays makes the mistake that the README shows.
func TestTheReadmeShowsWhatCheckSays(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	source := []byte(blocks[0][1] + strings.Replace(blocks[1][1], "coffee_lover: {if: person.coffee_visits", "coffee_lover: {if: person.coffe_visits", 1))
	_, problems := parse.Rules("rules.yaml", source, readmePlan(), func(string) ([]byte, error) { return []byte("code\nAAA-1\n"), nil })
	var said strings.Builder
	for _, p := range problems {
		parse.Show(&said, source, p)
	}
	shown := "    " + strings.ReplaceAll(strings.TrimSpace(said.String()), "\n", "\n    ")
	if !strings.Contains(string(text), shown) {
		t.Errorf("the README does not show what is said of its mistake:\n%s", shown)
	}
}
