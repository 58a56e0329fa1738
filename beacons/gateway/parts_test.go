package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
	"foyer/beacons/radio"
	"foyer/beacons/wire"
)

const uuid = "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001"

func opening() time.Time { return time.Date(2026, 5, 9, 18, 0, 0, 0, time.UTC) }

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func rollOf(t *testing.T, text string, eids bool) *roll {
	t.Helper()
	r, err := readRoll(file(t, "tags", text), eids)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// beacon is the advertising data of an iBeacon of ours.
func beacon(minor byte) []byte {
	return append([]byte("\x02\x01\x06\x1a\xff\x4c\x00\x02\x15\x5a\xf5\xe0\x5a\x6f\x1e\x4f\x2b\x9f\x52\x0c\x86\xa0\xf0\xc0\x01\x00\x01\x00"), minor, 0xc5)
}

func advert(body []byte, rssi int8, at time.Time) radio.Advert {
	return radio.Advert{At: at, From: radio.Address{1}, RSSI: rssi, Body: body}
}

func TestHalfASecondOfATagIsOneSighting(t *testing.T) {
	tests := []struct {
		which  string
		levels []int8
		want   float32
	}{
		{median, []int8{-60}, -60},
		{median, []int8{-60, -90, -62}, -62},
		{median, []int8{-60, -90, -62, -64}, -63},
		{median, []int8{-61, -62}, -61.5},
		{strongest, []int8{-80, -60, -70}, -60},
	}
	for _, test := range tests {
		e := newEars(rollOf(t, uuid+"-1-1 b00042\n"+uuid+"-1-2", false), test.which)
		for i, level := range test.levels {
			e.hear(advert(beacon(1), level, opening().Add(time.Duration(i)*time.Millisecond)))
		}
		e.hear(advert(beacon(2), -99, opening()))
		e.hear(advert(beacon(3), -50, opening())) // a stranger
		got := e.flush()
		last := opening().Add(time.Duration(len(test.levels)-1) * time.Millisecond)
		if len(got) != 2 || got[0] != (beacons.Sighting{Tag: "b00042", At: last, RSSI: test.want, Power: -59}) || got[1].Tag != uuid+"-1-2" {
			t.Errorf("%s of %v: got %+v, want %v", test.which, test.levels, got, test.want)
		}
		if e.adverts.Load() != uint64(len(test.levels))+2 || e.known.Load() != uint64(len(test.levels))+1 || e.flush() != nil {
			t.Errorf("counts: got %d adverts, %d known", e.adverts.Load(), e.known.Load())
		}
	}
}

func TestBatteryOfTheSameAddressIsPassedOn(t *testing.T) {
	e := newEars(rollOf(t, "", false), median)
	e.hear(advert([]byte("\x03\x03\xaa\xfe\x11\x16\xaa\xfe\x20\x00\x0a\xf0\x15\x00\x00\x00\x00\x45\x00\x00\x02\x58"), -60, opening())) // 2.8 V
	e.hear(advert(beacon(1), -60, opening()))
	if got := e.flush(); len(got) != 1 || got[0].Battery != 80 {
		t.Errorf("telemetry of 2.8 V, then an iBeacon: got %+v, want a battery of 80 %%", got)
	}
}

func TestEphemeralIdentifiersPassOnlyIfWanted(t *testing.T) {
	eid := []byte("\x03\x03\xaa\xfe\x0d\x16\xaa\xfe\x30\xe3EID_test")
	for eids, want := range map[bool]int{false: 0, true: 1} {
		e := newEars(rollOf(t, uuid+"-1-1", eids), median)
		e.hear(advert(eid, -60, opening()))
		if got := e.flush(); len(got) != want || (want == 1 && got[0].Tag != "eid:4549445f74657374") {
			t.Errorf("eids %v: got %+v", eids, got)
		}
	}
}

func TestHearingAStrangerAllocatesNothing(t *testing.T) {
	e := newEars(rollOf(t, uuid+"-1-1", false), median)
	a := advert(beacon(9), -60, opening())
	if n := testing.AllocsPerRun(100, func() { e.hear(a) }); n != 0 {
		t.Errorf("a stranger: got %v allocations, want 0", n)
	}
}

func TestRollNamesTagsAndCards(t *testing.T) {
	r := rollOf(t, "# the badges\n"+strings.ToUpper(uuid)+"-1-1 b1\n\neddystone:12345678901234678901-000000000001 # none\nnfc:04A1B2C3 b1\n", false)
	id, _ := frame.ParseTag(uuid + "-1-1")
	if got := r.name(id); got != "b1" {
		t.Errorf("name of the badge: got %q", got)
	}
	if got := r.card("nfc:04a1b2c3"); got != "b1" {
		t.Errorf("name of the card: got %q", got)
	}
	if got := r.card("nfc:00000000"); got != "" {
		t.Errorf("name of another card: got %q", got)
	}
	if got := rollOf(t, "", false).card("nfc:00"); got != "nfc:00" {
		t.Errorf("a card without a roll: got %q", got)
	}
}

func TestEveryBadLineOfTheRollIsNamed(t *testing.T) {
	_, err := readRoll(file(t, "tags", "b00042\n"+uuid+"-1-1 one two\nnfc:xyz b1\n"+uuid+"-1-2\n"), false)
	for _, want := range []string{"tags:1:", "tags:2:", "tags:3:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("three bad lines: got %v, want %s", err, want)
		}
	}
}

func TestClockBelievesTheFastestMessage(t *testing.T) {
	var c clock
	now := opening()
	if _, known := c.known(); known || c.there(now) {
		t.Error("before any status: got an offset")
	}
	c.status([]byte(`{"up":true,"at":1}`), true, now)
	if _, known := c.known(); known || c.there(now) {
		t.Error("a retained status: got an offset")
	}
	for _, delay := range []time.Duration{300, 20, 500} { // the controller is 90 s ahead
		at := now.Add(90*time.Second - delay*time.Millisecond)
		c.status(fmt.Appendf(nil, `{"up":true,"at":%d}`, at.UnixMilli()), false, now)
	}
	if got, known := c.known(); !known || got != 90*time.Second-20*time.Millisecond {
		t.Errorf("offset: got %s, want 89.98s", got)
	}
	if got := c.correct(now); got.Sub(now) != 90*time.Second-20*time.Millisecond || !c.there(now) {
		t.Errorf("corrected: got %s", got.Sub(now))
	}
	for range 8 {
		c.status(fmt.Appendf(nil, `{"up":true,"at":%d}`, now.Add(-200*time.Millisecond).UnixMilli()), false, now)
	}
	if got := c.correct(now); !got.Equal(now) {
		t.Errorf("0.2 s off: got a correction of %s, want our own clock believed", got.Sub(now))
	}
	if c.status([]byte(`{"up":false}`), true, now); c.there(now) {
		t.Error("the controller's last will: got it there")
	}
}

func TestSightingsAreTheWireFormat(t *testing.T) {
	list := []beacons.Sighting{
		{Tag: "b00042", RSSI: -61, At: opening(), Power: -59, Battery: 87},
		{Tag: `a"\` + "\n", RSSI: -61.5, At: opening()},
	}
	d := wire.NewDecoder("v", beacons.Plan{Anchors: []beacons.AnchorPlan{{ID: "gw-1"}}}, wire.Producers{})
	var m wire.Message
	body := append(append([]byte(`{"boot":"b1","seq":1,"sightings":`), appendSightings(nil, list)...), '}')
	if err := d.Decode(opening(), "foyer/v/sighting/gw-1", body, false, &m); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	for i, want := range list {
		got := m.Sightings[i]
		if got.Tag != want.Tag || got.RSSI != want.RSSI || !got.At.Equal(want.At) || got.Power != want.Power || got.Battery != want.Battery {
			t.Errorf("sighting %d: got %+v, want %+v", i, got, want)
		}
	}
}

func TestFlagsBeatTheFile(t *testing.T) {
	path := file(t, "gateway.json", `{"id":"gw-1","venue":"pier-west","broker":"tls://broker:8883","panel":{"status":"GPIO17"}}`)
	c, err := configure([]string{"--config", path, "--id", "gw-2"}, io.Discard)
	if err != nil || c.ID != "gw-2" || c.Venue != "pier-west" || c.Panel.Status != "GPIO17" || c.SpoolMB != 256 || c.Panel.Press != "pressed" {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestConfigSaysEverythingThatIsWrong(t *testing.T) {
	var said bytes.Buffer
	args := []string{"--venue", "a/b", "--thin", "mean", "--cert", "x", "--spool-mb", "0"}
	if code := run(t.Context(), args, &said); code != 2 {
		t.Errorf("exit code: got %d, want 2", code)
	}
	for _, want := range []string{"id is needed", `venue "a/b"`, `thin "mean"`, "cert and key", "spool_mb 0"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("got %s\nwant %q in it", said.String(), want)
		}
	}
	path := file(t, "gateway.json", `{"id":"gw-1","venu":"pier-west"}`)
	if _, err := configure([]string{"--config", path}, io.Discard); err == nil || !strings.Contains(err.Error(), "venu") {
		t.Errorf("a misspelt field: got %v", err)
	}
}

func TestVitalsAreReadAsTheKernelTellsThem(t *testing.T) {
	v := vitals{temperature: file(t, "temp", "48312\n"), throttled: []string{"/nowhere", file(t, "t", "throttled=0x50000\n")}}
	if c := v.celsius(); c == nil || *c != 48.312 {
		t.Errorf("temperature: got %v, want 48.312", c)
	}
	if now, ever := v.power(); now == nil || *now || ever == nil || !*ever {
		t.Errorf("0x50000: got %v, %v, want no undervoltage now, but once", now, ever)
	}
	if bits, ok := throttledBits("50005"); !ok || bits != 0x50005 {
		t.Errorf("the kernel's own: got %x, %v", bits, ok)
	}
	none := vitals{temperature: "/nowhere"}
	if now, ever := none.power(); none.celsius() != nil || now != nil || ever != nil {
		t.Error("no files: got something")
	}
}

func TestTogetherEndsAllWhenOneFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gateway{config: config{Tags: ""}}
		g.reload() // without a file there is nothing to do
		err := together(t.Context(), []parts{waits, waits, fails})
		if err == nil || err.Error() != "broken" {
			t.Errorf("one of three fails: got %v", err)
		}
	})
}

func BenchmarkHearStranger(b *testing.B) {
	r, err := readRoll("", false)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		r.enter(beacons.Tag(fmt.Sprintf("%s-2-%d", uuid, i)), "x")
	}
	e := newEars(r, median)
	a := advert(beacon(9), -60, opening())
	b.ReportAllocs()
	for b.Loop() {
		e.hear(a)
	}
}

func BenchmarkHearBadge(b *testing.B) {
	r, err := readRoll("", false)
	if err != nil {
		b.Fatal(err)
	}
	r.enter(uuid+"-1-9", "b9")
	e := newEars(r, median)
	a := advert(beacon(9), -60, opening())
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if e.hear(a); n%50 == 0 {
			e.flush()
		}
		n++
	}
}
