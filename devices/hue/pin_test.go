package hue

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/bridge"
)

func TestBridgeIsKnownByItsCertificate(t *testing.T) {
	sim := serve(t, bridge.Config{TLS: true})
	sim.PressLink()
	got, err := Pair(t.Context(), sim.URL(), devices.Machine{}, func(string) {})
	if err != nil || !strings.HasPrefix(got.Pin, "001788fffe000001:") {
		t.Fatalf("pair over TLS: got %+v, %v, want a pin that begins with the bridge's id", got, err)
	}
	b := driver(t, Config{URL: sim.URL(), Key: got.Key, Pin: got.Pin, Zones: both()}, devices.Machine{})
	run(t, b)
	if err := b.Do(t.Context(), colours(lounge, "#ff0000", "#00ff00", "#0000ff")); err != nil {
		t.Errorf("light over TLS: %v", err)
	}
}

func TestOtherCertificateIsRefused(t *testing.T) {
	first, second := serve(t, bridge.Config{TLS: true}), serve(t, bridge.Config{TLS: true})
	first.PressLink()
	got, err := Pair(t.Context(), first.URL(), devices.Machine{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	clock := newHand()
	b := driver(t, Config{URL: second.URL(), Key: second.Key(), Pin: got.Pin, Zones: both()}, clock)
	s := &stage{t, clock, second, b}
	w := s.begin(colours(lounge, "#ff0000", "#00ff00", "#0000ff"))
	s.pass(3 * time.Second)
	if err, ended := w.ended(); !ended || err == nil || devices.OutcomeOf(err) != devices.Refused {
		t.Errorf("light to a bridge with another certificate: got %v, want it not sent", err)
	}
	if h := b.Health(); h.Up || !strings.Contains(h.Problem, "another certificate") {
		t.Errorf("health: got %+v, want down and why", h)
	}
	if c := second.Counters(); c.Sent+c.Reads != 0 {
		t.Errorf("the other bridge was told: got %+v, want nothing", c)
	}
	if _, err := New(Config{URL: second.URL(), Key: "k"}, clock, quiet()); err == nil {
		t.Error("https without a pin: got no error")
	}
}

// TestCertificateThatChangesWhileWeRunEndsTheTalk takes the bridge away and
// puts another one at its address.
func TestCertificateThatChangesWhileWeRunEndsTheTalk(t *testing.T) {
	clock := newHand()
	first, take := serveUntil(t, bridge.Config{TLS: true, Now: clock.Now})
	first.PressLink()
	got, err := Pair(t.Context(), first.URL(), devices.Machine{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t, clock, first, driver(t, Config{URL: first.URL(), Key: got.Key, Pin: got.Pin, Zones: both(), Timeout: time.Second}, clock)}
	s.begin(inRed())
	s.pass(5 * time.Second)
	if h := s.hue.Health(); !h.Up {
		t.Fatalf("health before: got %+v, want up", h)
	}
	take()
	second := serve(t, bridge.Config{TLS: true, Now: clock.Now, Addr: strings.TrimPrefix(first.URL(), "https://")})
	s.begin(inBlue())
	s.pass(20 * time.Second)
	if h := s.hue.Health(); h.Up || s.hue.Paired() || !strings.Contains(h.Problem, "another certificate") || !strings.Contains(h.Problem, "Pair again") {
		t.Errorf("health after: got %+v, want down, why and what to do", h)
	}
	if c := second.Counters(); c.Sent+c.Reads != 0 {
		t.Errorf("the other bridge was told: got %+v, want nothing", c)
	}
	second.PressLink()
	if got, err = Pair(t.Context(), second.URL(), devices.Machine{}, func(string) {}); err == nil {
		err = s.hue.Use(got)
	}
	if err != nil {
		t.Fatalf("pair with the one that was replaced: %v", err)
	}
	s.sim = second
	s.pass(10 * time.Second)
	if n := wears(second, "1", "#4060ff"); n < 4 || !s.hue.Health().Up {
		t.Errorf("lamps of the new bridge in blue: got %d, %+v, want the 4 that can", n, s.hue.Health())
	}
}

// TestPairingWantsTheCertificateToNameTheBridge meets one who shows a
// certificate that is not of the bridge it says it is.
func TestPairingWantsTheCertificateToNameTheBridge(t *testing.T) {
	asked := 0
	liar := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		_, _ = io.WriteString(w, `{"bridgeid":"001788FFFE000001","name":"Philips hue"}`)
	}))
	defer liar.Close()
	if got, err := Pair(t.Context(), liar.URL, devices.Machine{}, func(string) {}); err == nil || !strings.Contains(err.Error(), `but it says it is "001788FFFE000001"`) || asked != 1 {
		t.Errorf("pair with it: got %v, %v after %d requests, want that it is somebody else", got, err, asked)
	}
}
