package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
)

// The oracle understands messages of sightings with encoding/json, slowly and
// field by field, so that the reader can be compared with it.

// field is one field of an object, as written.
type field struct {
	key   string
	value json.RawMessage
}

// fieldsOf lists the fields of an object in order, doubled ones included.
func fieldsOf(t *testing.T, object json.RawMessage) []field {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	var all []field
	must := func(err error) {
		if err != nil {
			t.Fatalf("oracle: %s: %v", object, err)
		}
	}
	_, err := d.Token()
	must(err)
	for d.More() {
		key, err := d.Token()
		must(err)
		f := field{key: key.(string)}
		must(d.Decode(&f.value))
		all = append(all, f)
	}
	return all
}

func numeric(v json.RawMessage) bool { return v[0] == '-' || v[0]-'0' <= 9 }

// told tells how a value fits: "" it does, or the reason; null fits nothing
// and spoils nothing.
func told(v json.RawMessage, fits bool) (take bool, why Reason) {
	if string(v) == "null" {
		return false, understood
	}
	if !fits {
		return false, WrongType
	}
	return true, understood
}

func numberIn(v json.RawMessage) float64 {
	f, _ := strconv.ParseFloat(string(v), 64)
	return f
}

func stringIn(t *testing.T, v json.RawMessage) string {
	t.Helper()
	var s string
	if err := json.Unmarshal(v, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// oracleElement judges one element as the wire format says.
func oracleElement(t *testing.T, v json.RawMessage, phone beacons.Tag, anchor beacons.Anchor, buffered bool) (beacons.Sighting, Reason) {
	t.Helper()
	if v[0] != '{' {
		return beacons.Sighting{}, WrongType
	}
	s, bad, rssi, at, stranger := beacons.Sighting{Tag: phone, Anchor: anchor}, understood, math.NaN(), 0.0, false
	for _, f := range fieldsOf(t, v) {
		take, why := false, understood
		switch f.key {
		case "rssi", "at", "power", "battery":
			take, why = told(f.value, numeric(f.value))
		case "tag":
			if anchor != "" {
				take, why = told(f.value, f.value[0] == '"')
			}
		case "beacon":
			if phone != "" {
				take, why = told(f.value, f.value[0] == '"')
			}
		}
		if take {
			switch f.key {
			case "rssi":
				rssi = numberIn(f.value)
			case "at":
				at = numberIn(f.value)
			case "power":
				s.Power = 0
				if n := numberIn(f.value); n >= -128 && n <= 127 {
					s.Power = int8(n)
				}
			case "battery":
				s.Battery = 0
				if n := numberIn(f.value); n >= 0 && n <= 100 {
					s.Battery = int8(n)
				}
			case "tag":
				if tag := stringIn(t, f.value); len(tag) > 64 {
					why = TagTooLong
				} else {
					s.Tag = beacons.Tag(tag)
				}
			case "beacon":
				identity := stringIn(t, f.value)
				s.Anchor, stranger = "", identity != ""
				for _, a := range pier().Anchors {
					if a.Beacon != "" && lowerASCII(identity) == lowerASCII(a.Beacon) {
						s.Anchor, stranger = a.ID, false
					}
				}
			}
		}
		if bad == understood {
			bad = why
		}
	}
	switch {
	case bad != understood:
		return s, bad
	case s.Tag == "":
		return s, NoTag
	case stranger:
		return s, UnknownBeacon
	case s.Anchor == "":
		return s, NoBeacon
	case math.IsNaN(rssi):
		return s, NoRSSI
	case rssi < -127 || rssi > 20:
		return s, BadRSSI
	}
	s.RSSI, s.At = float32(rssi), noon()
	past := 5 * time.Minute
	if buffered {
		past = 7 * 24 * time.Hour
	}
	if at != 0 && math.Abs(at) <= 1e15 {
		moment := time.UnixMilli(int64(at)).UTC()
		if !moment.Before(noon().Add(-past)) && !moment.After(noon().Add(5*time.Minute)) {
			s.At = moment
		}
	}
	return s, understood
}

func lowerASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, s)
}

// oracle judges a whole body.
func oracle(t *testing.T, body []byte, phone beacons.Tag, anchor beacons.Anchor) (m Message, why Reason) {
	t.Helper()
	if len(body) > bodyLimit {
		return m, TooLarge
	}
	if !json.Valid(body) {
		return m, NotJSON
	}
	whole := json.RawMessage(bytes.TrimSpace(body))
	array, buffered := whole, false
	if whole[0] == '{' {
		var boot string
		var seq uint64
		envelope, wrong := false, false
		for _, f := range fieldsOf(t, whole) {
			if string(f.value) == "null" {
				continue
			}
			switch f.key {
			case "boot":
				if boot = ""; f.value[0] == '"' {
					if s := stringIn(t, f.value); len(s) <= 32 {
						boot = s
					}
				}
			case "seq":
				if err := json.Unmarshal(f.value, &seq); err != nil || seq > 1<<53-1 {
					seq = 0
				}
			case "sightings":
				envelope, wrong, array = true, f.value[0] != '[', f.value
			}
		}
		if !envelope {
			s, why := oracleElement(t, whole, phone, anchor, false)
			m.Sightings = append(m.Sightings, s)
			return m, why
		}
		if wrong {
			return m, WrongType
		}
		m.Kind, m.Boot, m.Seq, buffered = NumberedKind, boot, seq, true
	}
	if array[0] != '[' {
		return m, WrongType
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(array, &elements); err != nil {
		t.Fatal(err)
	}
	if len(elements) > sightingsLimit {
		return m, TooMany
	}
	if buffered && m.Boot == "" {
		return m, BadBoot
	}
	if buffered && m.Seq == 0 {
		return m, BadSeq
	}
	for _, e := range elements {
		s, why := oracleElement(t, e, phone, anchor, buffered)
		if why != understood {
			m.Refused = append(m.Refused, Refusal{Reason: why})
			continue
		}
		m.Sightings = append(m.Sightings, s)
	}
	return m, understood
}

func compare(t *testing.T, d *Decoder, topic string, body []byte, phone beacons.Tag, anchor beacons.Anchor) {
	t.Helper()
	var m Message
	err := d.Decode(noon(), topic, body, false, &m)
	want, why := oracle(t, body, phone, anchor)
	var got Refusal
	if err != nil && !errors.As(err, &got) {
		t.Fatalf("%s %q: got %v, want a Refusal", topic, body, err)
	}
	if got.Reason != why {
		t.Fatalf("%s %q:\n got %q\nwant %q", topic, body, got.Reason, why)
	}
	if why != understood {
		return
	}
	if m.Kind != want.Kind || m.Boot != want.Boot || m.Seq != want.Seq || len(m.Sightings) != len(want.Sightings) || len(m.Refused) != len(want.Refused) {
		t.Fatalf("%s %q:\n got %+v\nwant %+v", topic, body, m, want)
	}
	for i := range m.Sightings {
		if slot := m.Sightings[i].Slot; (slot == 0) != (phone != "") {
			t.Fatalf("%s %q: slot %d; a gateway's sighting has one, a phone's has none", topic, body, slot)
		}
		m.Sightings[i].Slot = 0 // a hint: the oracle gives none
		if m.Sightings[i] != want.Sightings[i] {
			t.Fatalf("%s %q:\n got %+v\nwant %+v", topic, body, m.Sightings[i], want.Sightings[i])
		}
	}
	for i := range m.Refused {
		if m.Refused[i].Reason != want.Refused[i].Reason {
			t.Fatalf("%s %q: element refused\n got %q\nwant %q", topic, body, m.Refused[i].Reason, want.Refused[i].Reason)
		}
	}
}

func FuzzNative(f *testing.F) {
	seed(f, "testdata/native.golden")
	seed(f, "testdata/native_health.golden")
	f.Add([]byte(batchOf(3)))
	f.Add([]byte(`{"boot":"9f3a01c2","seq":17,"sightings":` + batchOf(2) + `}`))
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		compare(t, d, "foyer/pier-west/sighting/gw-dance-1", body, "", "gw-dance-1")
		compare(t, d, "foyer/pier-west/heard/phone-2", body, "phone-2", "")
		var m Message
		_ = d.Decode(noon(), "foyer/pier-west/stamp/gw-dance-1", body, false, &m)
		_ = d.Decode(noon(), "foyer/pier-west/ask/phone-2", body, false, &m)
		_, want := bodyOf(body)
		if got := reasonOf(t, d.Decode(noon(), "foyer/pier-west/gateway/gw-dance-1/health", body, false, &m)); want != understood && got != want {
			t.Fatalf("health %q: got %q, want %q", body, got, want)
		}
	})
}

// oracleReport judges the body of one ESPresense device message.
func oracleReport(t *testing.T, body []byte) (beacons.Sighting, Reason) {
	t.Helper()
	s := beacons.Sighting{Anchor: "gw-coffee-east", At: noon()}
	if !json.Valid(body) {
		return s, NotJSON
	}
	whole := json.RawMessage(bytes.TrimSpace(body))
	if whole[0] != '{' {
		return s, WrongType
	}
	id, bad, got := "b00042", understood, map[string]float64{"rssi": math.NaN(), "distance": math.NaN()}
	for _, f := range fieldsOf(t, whole) {
		take, why := false, understood
		switch f.key {
		case "rssi", "distance", "rssi@1m", "batt":
			if take, why = told(f.value, numeric(f.value)); take {
				got[f.key] = numberIn(f.value)
			}
		case "id":
			if take, why = told(f.value, f.value[0] == '"'); take {
				if name := stringIn(t, f.value); len(name) > 64 {
					why = TagTooLong
				} else {
					id = name
				}
			}
		}
		if bad == understood {
			bad = why
		}
	}
	rssi, distance := got["rssi"], got["distance"]
	switch {
	case bad != understood:
		return s, bad
	case id == "":
		return s, NoTag
	case math.IsNaN(rssi) && math.IsNaN(distance):
		return s, NoRSSI
	case rssi < -127 || rssi > 20:
		return s, BadRSSI
	case distance < 0 || distance > 1000:
		return s, BadDistance
	}
	s.Tag = beacons.Tag(id)
	if m := regexp.MustCompile(`^eddy:([0-9a-f]{8})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{10}-[0-9a-f]{12})$`).FindStringSubmatch(id); m != nil && m[2] == m[3] {
		s.Tag = beacons.Tag("eddy:" + m[1] + m[2] + m[4])
	}
	if !math.IsNaN(rssi) {
		s.RSSI = float32(rssi)
	}
	if !math.IsNaN(distance) {
		s.Distance = float32(max(distance, 0.01))
	}
	if p := got["rssi@1m"]; p >= -128 && p <= 127 {
		s.Power = int8(p)
	}
	if b := got["batt"]; b >= 0 && b <= 100 {
		s.Battery = int8(b)
	}
	return s, understood
}

func FuzzESPresense(f *testing.F) {
	seed(f, "testdata/espresense.golden")
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > bodyLimit {
			return
		}
		var m Message
		err := d.Decode(noon(), "espresense/devices/b00042/coffee", body, false, &m)
		want, why := oracleReport(t, body)
		if got := reasonOf(t, err); got != why {
			t.Fatalf("%q:\n got %q\nwant %q", body, got, why)
		}
		if err == nil && m.Sightings[0] != want {
			t.Fatalf("%q:\n got %+v\nwant %+v", body, m.Sightings[0], want)
		}
	})
}

// seed adds the body of every message of a golden file.
func seed(f *testing.F, golden string) {
	f.Helper()
	text, err := os.ReadFile(golden)
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if _, body, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, " ") {
			f.Add([]byte(body))
		}
	}
}
