package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foyer/beacons"
)

const sponsorsVenue = `schema: foyer.venue/v1
venue: small
rules: rules.yaml
plan: {width: 20, depth: 10}
zones:
  - {id: hall, kind: talk, area: [[0, 0], [5, 0], [5, 5]]}
  - {id: booth-1, kind: sponsor, name: Booth 1, area: [[6, 0], [9, 0], [9, 5]]}
  - {id: booth-2, kind: sponsor, name: Booth 2, area: [[10, 0], [15, 0], [15, 5]]}
  - {id: desk, kind: desk, area: [[16, 0], [19, 0], [19, 5]]}
anchors:
  - {id: gw-hall, zone: hall, at: [1, 1]}
  - {id: gw-1, zone: booth-1, at: [7, 1]}
  - {id: gw-2, zone: booth-2, at: [11, 1]}
`

func TestSponsorsHaveTheirBooths(t *testing.T) {
	file := filepath.Join(t.TempDir(), "venue.yaml")
	c, problems := decodeConfig(file, []byte(sponsorsVenue+`sponsors:
  - {id: acme, zone: booth-1, name: Acme, question: "What is an anvil?", games: [passport]}
  - {id: hosts, zone: hall}
`))
	if len(problems) > 0 {
		t.Fatalf("a venue with two sponsors: got %v, want no problem", problems)
	}
	want := []beacons.Booth{
		{Sponsor: "acme", Zone: "booth-1", Name: "Acme", Question: "What is an anvil?", Games: []string{"passport"}},
		{Sponsor: "hosts", Zone: "hall", Name: "hosts"},
		{Sponsor: "booth-2", Zone: "booth-2", Name: "Booth 2"},
	}
	got := c.plan().AllBooths()
	if len(got) != len(want) {
		t.Fatalf("its booths: got %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i].Sponsor != want[i].Sponsor || got[i].Zone != want[i].Zone || got[i].Name != want[i].Name || got[i].Question != want[i].Question {
			t.Errorf("booth %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
	if acme := got[0]; acme.In("hunt") || !acme.In("passport") || !got[2].In("hunt") {
		t.Errorf("the games: acme in hunt %t, in passport %t, booth-2 in hunt %t; want false, true, true", acme.In("hunt"), acme.In("passport"), got[2].In("hunt"))
	}
}

func TestSponsorsThatCannotBeSaySoWithTheirPlace(t *testing.T) {
	for _, test := range []struct{ sponsor, want string }{
		{`{id: acme, zone: both-1}`, "venue.yaml:15:22: There is no zone `both-1`"},
		{`{id: acme, zone: desk}`, "venue.yaml:15:22: No anchor hangs in the zone `desk`"},
		{`{id: booth-2, zone: hall}`, "venue.yaml:15:10: `booth-2` is a zone's name"},
		{"{id: acme, zone: hall}\n  - {id: acme, zone: booth-1}", "venue.yaml:16:10: There is a sponsor `acme` already"},
		{"{id: acme, zone: hall}\n  - {id: beta, zone: hall}", "venue.yaml:16:22: The zone `hall` is another sponsor's booth already"},
	} {
		_, problems := decodeConfig("venue.yaml", []byte(sponsorsVenue+"sponsors:\n  - "+test.sponsor+"\n"))
		if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), test.want) {
			t.Errorf("sponsors: %s\n got %v\nwant %s", test.sponsor, problems, test.want)
		}
	}
}

func TestDeployedVenueHasEightBooths(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "deploy", "venue.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, problems := decodeConfig("venue.yaml", source)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := c.plan().AllBooths(); len(got) != 8 || got[0].Sponsor != "booth-1" || got[0].Name != "Booth 1" {
		t.Errorf("booths of the deployed venue: got %+v, want the eight zones of the kind sponsor", got)
	}
}
