package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"foyer/beacons"
)

// noon is when every message of these tests arrives.
func noon() time.Time { return time.Date(2025, 11, 24, 16, 0, 0, 0, time.UTC) }

func pier() beacons.Plan {
	return beacons.Plan{Anchors: []beacons.AnchorPlan{
		{ID: "gw-coffee-east"},
		{ID: "gw-dance-1"},
		{ID: "beacon-coffee", Beacon: "5AF5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-1"},
	}}
}

func pierDecoder() *Decoder {
	rooms := map[string]beacons.Anchor{"coffee": "gw-coffee-east"}
	return NewDecoder("pier-west", pier(), Producers{
		As: map[string]beacons.Anchor{
			"OpenMQTTGateway": "gw-dance-1", "TheengsGateway": "gw-coffee-east",
			"bar": "gw-coffee-east", "living-room": "gw-dance-1", "bedroom": "gw-coffee-east", "AC:23:3F:C0:36:41": "gw-dance-1", "Main@WestWing": "beacon-coffee", "Coffee bar": "beacon-coffee",
		},
		ESPresense:    &ESPresense{Rooms: rooms},
		Theengs:       &Theengs{},
		MQTTRoom:      &MQTTRoom{Prefixes: []string{"room_presence", "room-assistant/mqtt-room/", "happy-bubbles/presence/ha", "home/home_presence"}},
		Minew:         &Minew{},
		RoomAssistant: &RoomAssistant{},
		OwnTracks:     &OwnTracks{Keys: map[string][]byte{"ada-phone": []byte("correct horse")}},
	})
}

func reasonOf(t testing.TB, err error) Reason {
	t.Helper()
	var r Refusal
	if err != nil && !errors.As(err, &r) {
		t.Fatalf("Decode returned %T %v, want a Refusal", err, err)
	}
	return r.Reason
}

func TestEveryMessageOfTheCaptureIsUnderstood(t *testing.T) {
	f, err := os.Open(filepath.FromSlash("../../../shared/data/espresense-capture/stationary.jsonl"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the recorded capture does not lie beside the checkout")
	}
	defer func() { _ = f.Close() }()
	plan, lines := beacons.Plan{}, captured(t, f)
	for _, l := range lines {
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(lastLevel(l.Topic))})
	}
	d, m := NewDecoder("v", plan, Producers{ESPresense: &ESPresense{}}), Message{}
	for i, l := range lines {
		if err := d.Decode(noon(), l.Topic, l.Payload, l.Retain == 1, &m); err != nil {
			t.Fatalf("line %d: %s %s: %v", i+1, l.Topic, l.Payload, err)
		}
		if len(m.Sightings) != 1 || m.Sightings[0].Tag != "watch:darrell" || m.Sightings[0].Distance == 0 {
			t.Fatalf("line %d: %s %s: got %+v, want the watch with its distance", i+1, l.Topic, l.Payload, m.Sightings)
		}
	}
	if len(lines) != 1693 {
		t.Errorf("the capture has %d messages, want 1693", len(lines))
	}
}

type capturedLine struct {
	Topic   string
	Retain  int
	Payload json.RawMessage
}

func captured(t *testing.T, f *os.File) []capturedLine {
	t.Helper()
	var lines []capturedLine
	for s := bufio.NewScanner(f); s.Scan(); {
		var l capturedLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

func TestAMebibyteOfGarbageIsRefusedWithoutReadingIt(t *testing.T) {
	d, m := pierDecoder(), Message{}
	garbage := bytes.Repeat([]byte("["), 1<<20)
	for _, topic := range []string{
		"foyer/pier-west/sighting/gw-dance-1", "espresense/devices/a/coffee", "home/OpenMQTTGateway/BTtoMQTT/a",
		"room_presence/bar", "/gw/ac233fc03641/status", "owntracks/jane/phone/event",
		"room-assistant/entity/living-room/bluetooth-low-energy-presence-sensor/a",
	} {
		allocs := testing.AllocsPerRun(100, func() {
			if got := reasonOf(t, d.Decode(noon(), topic, garbage, false, &m)); got != TooLarge {
				t.Fatalf("1 MiB on %s: got %q, want %q", topic, got, TooLarge)
			}
		})
		if allocs > 3 {
			t.Errorf("1 MiB on %s: %v allocations, want 3 at most", topic, allocs)
		}
	}
}

func TestALargeArrayOfGarbageIsRefused(t *testing.T) {
	d, m := pierDecoder(), Message{}
	body := []byte("[" + strings.Repeat("0,", 30000) + "0]")
	if got := reasonOf(t, d.Decode(noon(), "foyer/pier-west/sighting/gw-dance-1", body, false, &m)); got != TooMany {
		t.Errorf("30001 noughts: got %q, want %q", got, TooMany)
	}
	if len(m.Refused) != 0 || cap(m.Refused) > 2*sightingsLimit {
		t.Errorf("30001 noughts: kept %d of %d refusals", len(m.Refused), cap(m.Refused))
	}
}

func TestBracketsNestAsDeepAsEncodingJSONAllows(t *testing.T) {
	d, m := pierDecoder(), Message{}
	for _, deep := range []int{1, 9999, 10000, 20000} {
		body := []byte(`{"tag":"a","rssi":-1,"x":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + `}`)
		want := understood
		if !json.Valid(body) {
			want = NotJSON
		}
		if got := reasonOf(t, d.Decode(noon(), "foyer/pier-west/sighting/gw-dance-1", body, false, &m)); got != want {
			t.Errorf("%d brackets: got %q, want %q", deep, got, want)
		}
	}
}

func TestAFloodOfStrangersDoesNotGrowMemory(t *testing.T) {
	d, m := pierDecoder(), Message{}
	body := make([]byte, 0, 128)
	flood := func(from, to int) uint64 {
		for i := from; i < to; i++ {
			body = fmt.Appendf(body[:0], `{"tag":"%064d","rssi":-60}`, i)
			if err := d.Decode(noon(), "foyer/pier-west/sighting/gw-dance-1", body, false, &m); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	full := flood(0, 200_000)
	if after := flood(200_000, 400_000); after > full+1<<20 {
		t.Errorf("200,000 more strangers: heap grew from %d to %d bytes", full, after)
	}
	runtime.KeepAlive(d)
}

func TestDecodingAllocatesNothing(t *testing.T) {
	d := pierDecoder()
	for name, in := range map[string]struct{ topic, body string }{
		"one":           {"foyer/pier-west/sighting/gw-dance-1", oneSighting},
		"batch":         {"foyer/pier-west/sighting/gw-dance-1", batchOf(20)},
		"numbered":      {"foyer/pier-west/sighting/gw-dance-1", `{"boot":"9f3a01c2","seq":17,"sightings":` + batchOf(20) + `}`},
		"heard":         {"foyer/pier-west/heard/phone-2", `{"beacon":"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-1","rssi":-70.5}`},
		"escaped":       {"foyer/pier-west/sighting/gw-dance-1", `{"tag":"\u0062ö","rssi":-61}`},
		"espresense":    {"espresense/devices/watch:darrell/coffee", espresenseReport},
		"theengs":       {"home/OpenMQTTGateway/BTtoMQTT/58782076BC24", theengsBeacon},
		"mqttroom":      {"room_presence/b00042/bar", `{"id":"b00042","distance":"4.2"}`},
		"minew":         {"/gw/ac233fc03641/status", minewArray},
		"owntracks":     {"owntracks/jane/phone/beacon", ranged},
		"roomassistant": {"room-assistant/entity/living-room/bluetooth-low-energy-presence-sensor/ble-some-id", roomAssistantEntity},
		"encrypted":     {"owntracks/ada/phone/beacon", seal(ranged, "correct horse")},
	} {
		body, m := []byte(in.body), Message{}
		decode := func() {
			if err := d.Decode(noon(), in.topic, body, false, &m); err != nil {
				t.Fatal(err)
			}
		}
		if got := testing.AllocsPerRun(100, decode); got != 0 {
			t.Errorf("%s: %v allocations a message, want 0", name, got)
		}
	}
}

func TestARefusedMessageLeavesNothingBehind(t *testing.T) {
	d, m := pierDecoder(), Message{}
	for _, body := range []string{batchOf(3), strings.TrimSuffix(batchOf(3), "]"), `{"boot":"","seq":1,"sightings":` + batchOf(3) + `}`} {
		err := d.Decode(noon(), "foyer/pier-west/sighting/gw-dance-1", []byte(body), false, &m)
		if err != nil && len(m.Sightings)+len(m.Refused) != 0 {
			t.Errorf("%s: %v, yet %d sightings", body, err, len(m.Sightings))
		}
	}
}

func TestTheBodyMayBeOverwrittenAfterTheCall(t *testing.T) {
	d, m := pierDecoder(), Message{}
	body := []byte(`{"id":"i-1","tag":"b00042"}`)
	if err := d.Decode(noon(), "foyer/pier-west/stamp/gw-dance-1", body, false, &m); err != nil {
		t.Fatal(err)
	}
	clear(body)
	if m.Stamp.ID != "i-1" || m.Stamp.Tag != "b00042" {
		t.Errorf("after the body was cleared: got %+v", m.Stamp)
	}
}

func TestFiltersAskForQoS1WhereReplaysCome(t *testing.T) {
	want := []Filter{
		{"foyer/pier-west/sighting/+", 1},
		{"foyer/pier-west/heard/+", 1},
		{"foyer/pier-west/stamp/+", 1},
		{"foyer/pier-west/ask/+", 1},
		{"foyer/pier-west/redeem/+", 1},
		{"foyer/pier-west/command/stop", 1},
		{"foyer/pier-west/gateway/+/health", 1},
		{"foyer/pier-west/gateway/+/telemetry", 0},
		{"espresense/devices/+/+", 0},
		{"espresense/rooms/+/status", 0},
		{"espresense/rooms/+/telemetry", 0},
		{"home/+/BTtoMQTT/+", 0},
		{"home/+/LWT", 0},
		{"room_presence/+", 0},
		{"room_presence/+/+", 0},
		{"room-assistant/mqtt-room/+", 0},
		{"room-assistant/mqtt-room/+/+", 0},
		{"happy-bubbles/presence/ha/+", 0},
		{"happy-bubbles/presence/ha/+/+", 0},
		{"home/home_presence/+", 0},
		{"home/home_presence/+/+", 0},
		{"/gw/+/status", 0},
		{"owntracks/+/+/event", 1},
		{"owntracks/+/+/beacon", 0},
		{"room-assistant/entity/+/bluetooth-low-energy-presence-sensor/+", 0},
	}
	if got := pierDecoder().Filters(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Filters:\n got %v\nwant %v", got, want)
	}
}

const (
	oneSighting         = `{"tag":"b00042","rssi":-61,"at":1764000000123,"power":-59,"battery":87}`
	espresenseReport    = `{"mac":"58b1294494d3","id":"watch:darrell","name":"Darrell's Watch","idType":250,"rssi@1m":-69,"rssi":-68,"raw":0.93,"distance":0.85,"int":628}`
	theengsBeacon       = `{"id":"58:78:20:76:BC:24","mac_type":1,"rssi":-79,"brand":"GENERIC","model":"iBeacon","model_id":"IBEACON","mfid":"4c00","uuid":"1de4b189115e45f6b44e509352269977","major":0,"minor":0,"txpower":-66}`
	roomAssistantEntity = `{"entity":{"attributes":{"distance":3.6,"lastUpdatedAt":"2025-11-24T15:59:59.141Z"},"id":"ble-some-id","name":"Something Room Presence","distances":{"bedroom":{"lastUpdatedAt":"2025-11-24T15:59:58.605Z","distance":9.4,"outOfRange":false},"living-room":{"lastUpdatedAt":"2025-11-24T15:59:59.141Z","distance":3.6,"outOfRange":false}},"timeout":180,"measuredValues":{"bedroom":{"rssi":-79.81192947697268,"measuredPower":-59},"living-room":{"rssi":-70.40174705168248,"measuredPower":-59}},"state":"living-room"},"hasAuthority":true}`
	ranged              = `{"_type":"beacon","uuid":"5AF5E05A-6F1E-4F2B-9F52-0C86A0F0C001","major":1,"minor":1,"rssi":-63,"prox":2,"acc":1,"tst":1763990000,"tid":"jp"}`
	minewArray          = `[{"timestamp":"2025-11-24T15:59:59.668Z","type":"Gateway","mac":"AC233FC03641","gatewayFree":89,"gatewayLoad":0.03},{"timestamp":"2025-11-24T15:59:59.667Z","type":"iBeacon","mac":"C3000025EF6A","bleName":"","ibeaconUuid":"E2C56DB5DFFB48D2B060D0F5A71096E0","ibeaconMajor":0,"ibeaconMinor":0,"rssi":-65,"ibeaconTxPower":-59,"battery":0}]`
)

// batchOf is an array of n sightings of as many tags.
func batchOf(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`{"tag":"b%05d","rssi":-%d,"at":1764000000%03d}`, i, 40+i, i))
	}
	return "[" + strings.Join(all, ",") + "]"
}

func benchmark(b *testing.B, topic, body string, sightings int) {
	d, m, text, now := pierDecoder(), Message{}, []byte(body), noon()
	b.ReportAllocs()
	began := cpuTime(b)
	for b.Loop() {
		if err := d.Decode(now, topic, text, false, &m); err != nil {
			b.Fatal(err)
		}
	}
	if len(m.Sightings) != sightings {
		b.Fatalf("got %d sightings, want %d", len(m.Sightings), sightings)
	}
	b.ReportMetric(float64(cpuTime(b)-began)/float64(b.N*sightings), "cpu-ns/sighting")
}

// cpuTime is the processor time this process has used: on a busy machine the
// clock on the wall says little.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkDecodeSighting(b *testing.B) {
	benchmark(b, "foyer/pier-west/sighting/gw-dance-1", oneSighting, 1)
}

func BenchmarkDecodeBatch20(b *testing.B) {
	benchmark(b, "foyer/pier-west/sighting/gw-dance-1", batchOf(20), 20)
}

func BenchmarkDecodeESPresense(b *testing.B) {
	benchmark(b, "espresense/devices/watch:darrell/coffee", espresenseReport, 1)
}

func BenchmarkDecodeForeign(b *testing.B) {
	for _, in := range []struct {
		name, topic, body string
		sightings         int
	}{
		{"theengs", "home/OpenMQTTGateway/BTtoMQTT/58782076BC24", theengsBeacon, 1},
		{"mqttroom", "room_presence/b00042/bar", `{"id":"b00042","distance":"4.2"}`, 1},
		{"minew", "/gw/ac233fc03641/status", minewArray, 1},
		{"owntracks", "owntracks/jane/phone/beacon", ranged, 1},
		{"encrypted", "owntracks/ada/phone/beacon", seal(ranged, "correct horse"), 1},
		{"roomassistant", entityTopic, roomAssistantEntity, 2},
	} {
		b.Run(in.name, func(b *testing.B) { benchmark(b, in.topic, in.body, in.sightings) })
	}
}
