package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func stranger(t testing.TB, d *Decoder, topic, body string) {
	t.Helper()
	var m Message
	if got := reasonOf(t, d.Decode(noon(), topic, []byte(body), false, &m)); got != UnknownTopic {
		t.Fatalf("%s: got %q, want %q", topic, got, UnknownTopic)
	}
}

func TestMessagesThatNobodyClaimsAreCountedByPrefix(t *testing.T) {
	d := pierDecoder()
	stranger(t, d, "zigbee2mqtt/lamp", `{"state":"ON"}`)
	for i := range 3 {
		stranger(t, d, fmt.Sprintf("monitor/hall/badge-%d", i), fmt.Sprintf(`{"id":"0123456789abcdef0123456789abcdef","rssi":"-%d"}`, 60+i))
	}
	stranger(t, d, "/cloud/a/b", "")
	stranger(t, d, "shout", "\x00\xff\nhello")
	want := []Unclaimed{
		{"monitor/hall", 3, `monitor/hall/badge-0 {"id":"0123456789abcdef0123456789abcdef","rssi":"-60"}`},
		{"zigbee2mqtt/lamp", 1, `zigbee2mqtt/lamp {"state":"ON"}`},
		{"/cloud", 1, "/cloud/a/b"},
		{"shout", 1, "shout  ? hello"},
	}
	if got := d.Unclaimed(); !slices.Equal(got, want) {
		t.Errorf("Unclaimed:\n got %+v\nwant %+v", got, want)
	}
}

func TestWhatAProducerOwnsIsNotUnclaimed(t *testing.T) {
	d := pierDecoder()
	for _, topic := range []string{"foyer/pier-east/sighting/a", "espresense/settings/x/config", "owntracks/jane", "/gw/a/status", "home/a/LWT"} {
		var m Message
		if err := d.Decode(noon(), topic, []byte("?"), false, &m); err == nil {
			t.Errorf("%s ?: understood, want a refusal", topic)
		}
	}
	if got := d.Unclaimed(); len(got) != 0 {
		t.Errorf("Unclaimed: got %+v, want none", got)
	}
}

func TestWhatIsKeptOfStrangersIsBounded(t *testing.T) {
	d := pierDecoder()
	long := strings.Repeat("ü", 200)
	for i := range 1000 {
		stranger(t, d, fmt.Sprintf("%d/%s/x", i, long), long)
	}
	all := d.Unclaimed()
	if len(all) != prefixesBound+1 || all[0].Prefix != "" || all[0].Count != 1000-prefixesBound {
		t.Fatalf("1000 prefixes: got %d rows, the first %+v, want 33 rows and the rest first", len(all), all[0])
	}
	for _, u := range all {
		if len(u.Prefix) > prefixBound || len(u.Sample) > sampleBound || !utf8.ValidString(u.Sample) {
			t.Errorf("got prefix of %d bytes, sample of %d: %q", len(u.Prefix), len(u.Sample), u.Sample)
		}
	}
}

func TestAStrangerThatIsKnownCostsNoAllocationButItsRefusal(t *testing.T) {
	d, m, body := pierDecoder(), Message{}, []byte("on")
	stranger(t, d, "zigbee2mqtt/lamp", "on")
	const refusal = 1
	if got := testing.AllocsPerRun(100, func() { _ = d.Decode(noon(), "zigbee2mqtt/lamp", body, false, &m) }); got > refusal {
		t.Errorf("a message of a known stranger: %v allocations, want %d at most", got, refusal)
	}
}

func TestATechnicianMayListenToMore(t *testing.T) {
	filters := NewDecoder("v", pier(), Producers{ListenTo: []string{"zigbee2mqtt/#", "shout"}}).Filters()
	if got, want := fmt.Sprint(filters[len(filters)-2:]), "[{zigbee2mqtt/# 0} {shout 0}]"; got != want {
		t.Errorf("the last filters: got %s, want %s", got, want)
	}
}
