package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"foyer/rules/parse"
)

const producersVenue = `schema: foyer.venue/v1
venue: pier-west
rules: rules.yaml
plan: {width: 10, depth: 10}
zones:
  - {id: bar, kind: bar, area: [[0, 0], [9, 0], [9, 9]]}
anchors:
  - {id: gw-bar, zone: bar, at: [1, 2], as: [OpenMQTTGateway-bar, AC233FC03641]}
  - {id: beacon-bar, zone: bar, at: [1, 2], as: the bar, beacon: 5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-1}
`

// decodeProducers reads a venue with producers, beside a key.
func decodeProducers(t *testing.T, more string) (config, []parse.Problem) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"jane.key": "correct horse\n", "long.key": strings.Repeat("x", 33)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return decodeConfig(filepath.Join(dir, "venue.yaml"), []byte(producersVenue+more))
}

func TestEachProducerIsOneLine(t *testing.T) {
	c, problems := decodeProducers(t, `producers:
  espresense: {rooms: {bar: gw-bar}}
  theengs: {}
  mqttroom: {prefix: [room_presence, home/home_presence]}
  minew: {topic: minew/#}
  owntracks: {keys: {jane-phone: file:jane.key}}
  room_assistant: {}
  listen_to: zigbee2mqtt/+
`)
	if len(problems) > 0 {
		t.Fatalf("the venue: got %+v, want no problem", problems)
	}
	q := c.wireProducers()
	if q.ESPresense == nil || q.Theengs == nil || q.MQTTRoom == nil || q.Minew == nil || q.OwnTracks == nil || q.RoomAssistant == nil {
		t.Fatalf("got %+v, want every producer", q)
	}
	if got := string(q.OwnTracks.Keys["jane-phone"]); got != "correct horse" {
		t.Errorf("the key of jane-phone: got %q, want %q", got, "correct horse")
	}
	if len(q.MQTTRoom.Prefixes) != 2 || len(q.ListenTo) != 1 || q.Minew.Topic != "minew/#" {
		t.Errorf("got prefixes %q, topics %q and %q", q.MQTTRoom.Prefixes, q.ListenTo, q.Minew.Topic)
	}
	for name, want := range map[string]string{"OpenMQTTGateway-bar": "gw-bar", "AC233FC03641": "gw-bar", "the bar": "beacon-bar"} {
		if got := string(q.As[name]); got != want {
			t.Errorf("the anchor that is called %s: got %q, want %q", name, got, want)
		}
	}
}

func TestAVenueWithoutProducersHasNone(t *testing.T) {
	c, problems := decodeProducers(t, "")
	if q := c.wireProducers(); len(problems) > 0 || q.Theengs != nil || q.ESPresense != nil || len(q.ListenTo) > 0 {
		t.Errorf("got %+v, %+v; want nothing", q, problems)
	}
}

func TestMistakesInProducersAreSaidAtTheirPlace(t *testing.T) {
	for _, c := range []struct{ more, want string }{
		{"  - {id: gw-2, zone: bar, at: [1, 2], as: gw-bar}\n", "`gw-bar` is the anchor `gw-bar` already"},
		{"  - {id: gw-2, zone: bar, at: [1, 2], as: [a, AC233FC03641]}\n", "`AC233FC03641` is the anchor `gw-bar` already"},
		{"producers: {espresense: {rooms: {bar: gw-nowhere}}}\n", "There is no anchor `gw-nowhere`"},
		{"producers: {mqttroom: {prefix: room/+}}\n", "`room/+` is not a topic"},
		{"producers: {mqttroom: {}}\n", "prefix"},
		{"producers: {theengs: {base: '#'}}\n", "`#` is not a topic"},
		{"producers: {minew: {topic: '/gw/#/status'}}\n", "`/gw/#/status` is not a topic filter"},
		{"producers: {listen_to: ['a/b+']}\n", "`a/b+` is not a topic filter"},
		{"producers: {owntracks: {keys: {jane: file:jane.key}}}\n", "<user>-<device>"},
		{"producers: {owntracks: {keys: {jane-phone: file:gone.key}}}\n", "The key of this phone"},
		{"producers: {owntracks: {keys: {jane-phone: file:long.key}}}\n", "1 to 32 bytes, this one 33"},
		{"producers: {owntracks: {keys: {jane-phone: correct horse}}}\n", "a key is not written into the venue file"},
	} {
		_, problems := decodeProducers(t, c.more)
		if len(problems) != 1 || !strings.Contains(problems[0].Message, c.want) || problems[0].Line < 10 {
			t.Errorf("%s got %+v, want one problem about %s after line 9", c.more, problems, c.want)
		}
	}
}

const readmeVenue = `schema: foyer.venue/v1
venue: pier-west
rules: rules.yaml
plan: {width: 60, depth: 40}
zones:
  - {id: coffee, kind: coffee, area: [[48, 0], [60, 0], [60, 8]]}
  - {id: dance-floor, kind: dance, area: [[14, 26], [34, 26], [34, 40]]}
`

func TestEveryVenueFileInTheReadmeOfTheBeaconsIsRight(t *testing.T) {
	text, err := os.ReadFile("../beacons/README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "jane.key"), []byte("correct horse"), 0o600); err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	for _, block := range blocks {
		if _, problems := decodeConfig(filepath.Join(dir, "venue.yaml"), []byte(readmeVenue+block[1])); len(problems) > 0 {
			t.Errorf("the README's venue file\n%s got %+v, want no problem", block[1], problems)
		}
	}
	if len(blocks) < 5 {
		t.Errorf("the README has %d venue files; are they still between ```yaml and ```?", len(blocks))
	}
}
