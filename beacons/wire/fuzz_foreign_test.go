package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
)

// loose is an object of a foreign format as encoding/json sees it: its last
// texts and numbers by key, and the first strict field of a wrong type.
type loose struct {
	texts   map[string]string
	numbers map[string]float64
	has     map[string]bool
	wrong   Reason
}

func looseOf(t *testing.T, object json.RawMessage, texts, numbers, strict []string) loose {
	t.Helper()
	l := loose{map[string]string{}, map[string]float64{}, map[string]bool{}, understood}
	for _, f := range fieldsOf(t, object) {
		l.has[f.key] = true
		why := understood
		switch {
		case string(f.value) == "null":
		case slices.Contains(texts, f.key) && f.value[0] == '"':
			if l.texts[f.key] = stringIn(t, f.value); len(l.texts[f.key]) > 64 {
				l.texts[f.key], why = "", TagTooLong
			}
		case slices.Contains(numbers, f.key):
			value := f.value
			if value[0] == '"' {
				value = json.RawMessage(strings.TrimSpace(stringIn(t, value)))
			}
			if why = WrongType; json.Valid(value) && numeric(value) {
				l.numbers[f.key], why = numberIn(value), understood
			}
		case slices.Contains(texts, f.key):
			why = WrongType
		}
		if slices.Contains(strict, f.key) && l.wrong == understood {
			l.wrong = why
		}
	}
	return l
}

func (l loose) number(key string) float64 {
	if v, ok := l.numbers[key]; ok {
		return v
	}
	return math.NaN()
}

// spelled is what an advertisement is called in one format.
type spelled struct{ id, mac, uuid, major, minor, power, battery string }

// identity says whom an advertisement is from, another way.
func (l loose) identity(n spelled, rotates bool) (tag string, beacon bool, why Reason) {
	major, minor := l.number(n.major), l.number(n.minor)
	if major == math.Trunc(major) && minor == math.Trunc(minor) && major >= 0 && minor >= 0 && major < 65536 && minor < 65536 {
		for _, uuid := range []string{l.texts[n.uuid], l.texts[n.id]} {
			digits := strings.ToLower(strings.ReplaceAll(uuid, "-", ""))
			if regexp.MustCompile("^[0-9a-f]{32}$").MatchString(digits) {
				return fmt.Sprintf("iBeacon:%s-%s-%s-%s-%s-%d-%d", digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:], int(major), int(minor)), true, understood
			}
		}
	}
	name := l.texts[n.id]
	if name == "" {
		name = l.texts[n.mac]
	}
	if regexp.MustCompile("^([0-9a-fA-F]{12}|([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2})$").MatchString(name) {
		name = strings.ToLower(strings.NewReplacer(":", "", "-", "").Replace(name))
		if rotates || l.numbers["mac_type"] == 1 && strings.Contains("4567", name[:1]) {
			return "", false, Rotating
		}
	}
	if parts := regexp.MustCompile("^([0-9a-fA-F-]*)[-_]([0-9]{1,5})[-_]([0-9]{1,5})$").FindStringSubmatch(name); parts != nil {
		named := loose{
			texts:   map[string]string{"uuid": parts[1]},
			numbers: map[string]float64{"major": numberIn(json.RawMessage(parts[2])), "minor": numberIn(json.RawMessage(parts[3]))},
		}
		if tag, beacon, why := named.identity(spelled{uuid: "uuid", major: "major", minor: "minor"}, false); beacon {
			return tag, beacon, why
		}
	}
	if name == "" {
		return "", false, NoTag
	}
	return name, false, understood
}

// sighting judges an advertisement another way.
func (l loose) sighting(n spelled, rotates bool) (s beacons.Sighting, why Reason) {
	if l.wrong != understood {
		return s, l.wrong
	}
	tag, beacon, why := l.identity(n, rotates)
	rssi, distance := l.number("rssi"), l.number("distance")
	switch {
	case why != understood:
		return s, why
	case math.IsNaN(rssi) && math.IsNaN(distance):
		return s, NoRSSI
	case rssi < -127 || rssi > 20:
		return s, BadRSSI
	case distance < 0 || distance > 1000:
		return s, BadDistance
	}
	s.Tag = beacons.Tag(tag)
	if !math.IsNaN(rssi) {
		s.RSSI = float32(rssi)
	}
	if !math.IsNaN(distance) {
		s.Distance = float32(max(distance, 0.01))
	}
	if p := l.number(n.power); beacon && p < 0 && p >= -128 {
		s.Power = int8(p)
	}
	if b := l.number(n.battery); b >= 0 && b <= 100 {
		s.Battery = int8(b)
	}
	return s, understood
}

func advertTexts() []string { return []string{"id", "mac", "uuid", "type", "presence"} }

func advertNumbers() []string {
	return []string{"rssi", "distance", "mac_type", "major", "minor", "txpower", "batt"}
}

func advertNames() spelled {
	return spelled{"id", "mac", "uuid", "major", "minor", "txpower", "batt"}
}

// bodyOf is a body that is one object, or why it is none.
func bodyOf(body []byte) (json.RawMessage, Reason) {
	switch whole := bytes.TrimSpace(body); {
	case len(body) > bodyLimit:
		return nil, TooLarge
	case !json.Valid(body):
		return nil, NotJSON
	case whole[0] != '{':
		return nil, WrongType
	default:
		return whole, understood
	}
}

// agree decodes a message that should be one sighting, or be refused.
func agree(t *testing.T, d *Decoder, topic string, body []byte, want beacons.Sighting, why Reason) {
	t.Helper()
	var m Message
	err := d.Decode(noon(), topic, body, false, &m)
	if got := reasonOf(t, err); got != why {
		t.Fatalf("%s %q:\n got %q\nwant %q", topic, body, got, why)
	}
	if why != understood {
		return
	}
	if len(m.Sightings) != 1 {
		t.Fatalf("%s %q: got %d sightings, want 1", topic, body, len(m.Sightings))
	}
	m.Sightings[0].Slot = 0 // a hint: the oracle gives none
	if m.Sightings[0] != want {
		t.Fatalf("%s %q:\n got %+v\nwant %+v", topic, body, m.Sightings[0], want)
	}
}

func FuzzTheengs(f *testing.F) {
	seed(f, "testdata/theengs.golden")
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		var want beacons.Sighting
		object, why := bodyOf(body)
		if why == understood {
			l := looseOf(t, object, advertTexts(), advertNumbers(), []string{"id", "rssi", "distance"})
			switch raw := l.has["manufacturerdata"] || l.has["servicedata"]; {
			case l.texts["presence"] == "absent":
				why = Absent
			case raw && !l.has["model"] && !l.has["model_id"]:
				why = Undecoded
			default:
				want, why = l.sighting(advertNames(), l.texts["type"] == "RMAC")
			}
		}
		want.Anchor, want.At = "gw-dance-1", noon()
		agree(t, d, "home/OpenMQTTGateway/BTtoMQTT/58782076BC24", body, want, why)
	})
}

func FuzzMQTTRoom(f *testing.F) {
	seed(f, "testdata/mqttroom.golden")
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		var want beacons.Sighting
		object, why := bodyOf(body)
		if why == understood {
			l := looseOf(t, object, []string{"id", "mac", "uuid"}, advertNumbers(), []string{"id", "rssi", "distance"})
			if _, told := l.texts["id"]; !told {
				l.texts["id"] = "b00042"
			}
			want, why = l.sighting(advertNames(), false)
		}
		want.Anchor, want.At = "gw-coffee-east", noon()
		agree(t, d, "room_presence/b00042/bar", body, want, why)
	})
}

func FuzzMinew(f *testing.F) {
	seed(f, "testdata/minew.golden")
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		compareBundle(t, d, body)
	})
}

// compareBundle decodes an array whose first element is a good gateway.
func compareBundle(t *testing.T, d *Decoder, body []byte) {
	t.Helper()
	var things []json.RawMessage
	if len(body) > bodyLimit/2 || json.Unmarshal(body, &things) != nil || len(things) > sightingsLimit {
		var m Message
		_ = d.Decode(noon(), "/gw/ac233fc03641/status", body, false, &m)
		return
	}
	var want []beacons.Sighting
	var refused []Reason
	for _, thing := range things {
		s, why := thingOf(t, thing)
		if s.Anchor = "gw-dance-1"; why == understood {
			want = append(want, s)
		} else {
			refused = append(refused, why)
		}
	}
	gateway := json.RawMessage(`{"type":"Gateway","mac":"AC233FC03641"}`)
	whole, err := json.Marshal(append([]json.RawMessage{gateway}, things...))
	if err != nil {
		t.Fatal(err)
	}
	var m Message
	if err := d.Decode(noon(), "/gw/ac233fc03641/status", whole, false, &m); err != nil {
		t.Fatalf("%s: %v", whole, err)
	}
	var reasons []Reason
	for _, r := range m.Refused {
		reasons = append(reasons, r.Reason)
	}
	for i := range m.Sightings {
		m.Sightings[i].Slot, m.Sightings[i].At = 0, m.Sightings[i].At.UTC()
	}
	if !slices.Equal(m.Sightings, want) || !slices.Equal(reasons, refused) {
		t.Fatalf("%s:\n got %+v %q\nwant %+v %q", whole, m.Sightings, reasons, want, refused)
	}
}

func thingOf(t *testing.T, thing json.RawMessage) (beacons.Sighting, Reason) {
	t.Helper()
	if thing[0] != '{' {
		return beacons.Sighting{}, WrongType
	}
	l := looseOf(t, thing, []string{"mac", "ibeaconUuid", "timestamp"},
		[]string{"rssi", "ibeaconMajor", "ibeaconMinor", "ibeaconTxPower", "battery"}, []string{"mac", "rssi"})
	s, why := l.sighting(spelled{"none", "mac", "ibeaconUuid", "ibeaconMajor", "ibeaconMinor", "ibeaconTxPower", "battery"}, false)
	s.At = noon()
	told := ""
	for _, f := range fieldsOf(t, thing) {
		if f.key == "timestamp" && f.value[0] == '"' {
			told = stringIn(t, f.value)
			if at, err := time.Parse(time.RFC3339Nano, told); err != nil {
				s.At = noon()
			} else if s.At = at.UTC(); at.Before(noon().Add(-5*time.Minute)) || at.After(noon()) {
				s.At = noon()
			}
		}
	}
	return s, why
}
