package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/rules"
)

// TestLightOfAZoneGoesToItsMQTTLamps has a real broker between the lights and
// lamps that only say what they were told.
func TestLightOfAZoneGoesToItsMQTTLamps(t *testing.T) {
	broker := brokertest.Start(t)
	c, said := litVenue(t, "  - {id: bar, zone: bar, kind: mqtt, base: zigbee2mqtt, lamps: [bar-1, bar-2]}\n  - {id: hall, zone: stage, kind: mqtt, base: home, lamps: [hall]}\n")
	if len(said) != 0 {
		t.Fatalf("the venue: got %q", said)
	}
	g := &gear{}
	if err := g.addLights(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	g.connect(func(role string, more func(*link.Options)) link.Options {
		o := link.Options{URL: broker.URL, Client: "foyer-" + role}
		more(&o)
		return o
	})
	told := make(chan link.Delivery, 8)
	lamps := link.New(link.Options{
		URL: broker.URL, Client: "lamps", Clean: true, Subscribe: []link.Filter{{Topic: "+/+/set"}},
		Hear: func(d link.Delivery) {
			d.Body = append([]byte{}, d.Body...)
			told <- d
		},
	})
	runAlong(t, append(g.runs(), lamps.Run)...)
	waitFor(t, "both lines are up", func() bool { return lamps.Health().Up && g.lightings[0].health().Up && g.lightings[1].health().Up })
	if err := lamps.Publish(t.Context(), link.Message{Topic: "home/bridge/state", Body: []byte("offline"), QoS: 1}); err != nil {
		t.Fatal(err)
	}
	blue := []rules.Colour{"#2060ff", "#2060ff", "#2060ff"}
	if err := g.light().Do(t.Context(), rules.Light{Zone: "bar", Colours: blue}); err != nil {
		t.Fatalf("the light: %v", err)
	}
	for range 2 {
		d := <-told
		if !strings.HasPrefix(d.Topic, "zigbee2mqtt/bar-") || !strings.Contains(string(d.Body), `"state":"ON"`) || d.Retain {
			t.Errorf("what a lamp was told: got %s %s", d.Topic, d.Body)
		}
		if err := lamps.Publish(t.Context(), link.Message{Topic: strings.TrimSuffix(d.Topic, "/set"), Body: d.Body, QoS: 1}); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, "what the lamps say has arrived, and where one stopped", func() bool {
		return mqttHeard(g) == 2 && strings.HasPrefix(g.lightings[1].health().Problem, "home is not running")
	})
	for _, l := range g.lamps()[:2] {
		if !l.Confirmed || !l.Reachable || !strings.HasPrefix(l.ID, "zigbee2mqtt/bar-") || l.Zone != "bar" {
			t.Errorf("a lamp on the page: got %+v", l)
		}
	}
}

func TestDoctorNamesALampThatIsNotThere(t *testing.T) {
	broker := brokertest.Start(t)
	c, _ := litVenue(t, "  - {id: bar, zone: bar, kind: mqtt, base: zigbee2mqtt, lamps: [bar-1, bar-9]}\n  - {id: hall, zone: stage, kind: mqtt, base: home, lamps: [hall]}\n")
	c.Broker.URL = broker.URL
	z2m := link.New(link.Options{URL: broker.URL, Client: "z2m", Clean: true, Birth: func() []link.Message {
		stock := `[{"friendly_name":"bar-1","definition":{"exposes":[{"type":"light","features":[{"name":"color_xy"}]}]}}]`
		return []link.Message{{Topic: "zigbee2mqtt/bridge/devices", Body: []byte(stock), QoS: 1, Retain: true}}
	}})
	runAlong(t, z2m.Run)
	waitFor(t, "the doctor names the lamp that is not there, and has nothing against the other", func() bool {
		found := lookMQTTLamps(t.Context(), c)
		return len(found) == 2 && found[0].Mark == failure && found[0].Found == "zigbee2mqtt has no lamp `bar-9`. It has: bar-1." && found[1].Mark == well
	})
}

func mqttHeard(g *gear) uint64 { return g.lampLine.bases[0].Traffic().Heard }

// runAlong runs everything until the test ends.
func runAlong(t *testing.T, runs ...func(context.Context) error) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, r := range runs {
		all.Go(func() { _ = r(ctx) })
	}
	t.Cleanup(func() { stop(); all.Wait() })
}
