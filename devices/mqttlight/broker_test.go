package mqttlight_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/mqttlight"
	"foyer/rules"
)

const bar = beacons.Zone("bar")

func in(c ...rules.Colour) rules.Light {
	return rules.Light{Zone: bar, Colours: c, Fade: 500 * time.Millisecond, Min: 0.5, Max: 0.5}
}

// hall is a driver behind a real mosquitto, over a link as main makes one.
type hall struct {
	base *mqttlight.Base
	link *link.Link
	stop func()
}

// open runs a driver that reaches its broker at address, once it does.
func open(t *testing.T, address string, lamps ...string) *hall {
	t.Helper()
	h := &hall{}
	publish := func(ctx context.Context, topic string, body []byte, retain bool) error {
		err := h.link.Publish(ctx, link.Message{Topic: topic, Body: body, QoS: 1, Retain: retain})
		if errors.Is(err, link.ErrAway) {
			err = devices.Unsent(err)
		}
		return err
	}
	c := mqttlight.Config{Base: "zigbee2mqtt", Zones: []mqttlight.Zone{{Zone: bar, Lamps: lamps}}, Timeout: 2 * time.Second}
	var err error
	if h.base, err = mqttlight.New(c, publish, devices.Machine{}, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	o := link.Options{URL: "tcp://" + address, Client: "foyer-lamps", Clean: true, Hear: func(d link.Delivery) { h.base.Hear(d.Topic, d.Body) }}
	for _, topic := range h.base.Filters() {
		o.Subscribe = append(o.Subscribe, link.Filter{Topic: topic})
	}
	o.Up, o.Down = func() { h.base.Linked(true) }, func(error) { h.base.Linked(false) }
	h.link = link.New(o)
	h.stop = inBackground(h.link.Run, h.base.Run)
	t.Cleanup(h.stop)
	devicetest.Until(t, "the line is up", func() bool { return h.base.Health().Up })
	return h
}

// inBackground runs everything until the returned function has been called.
func inBackground(runs ...func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	for _, run := range runs {
		wait.Go(func() { _ = run(ctx) })
	}
	return func() { cancel(); wait.Wait() }
}

// swinging is a driver that is told another look each time: of the same look
// nothing would be sent.
type swinging struct {
	driver devices.Driver[rules.Light]
	n      atomic.Int32
}

// Do changes the colours of every second light.
func (s *swinging) Do(ctx context.Context, l rules.Light) error {
	if l.Colours != nil && s.n.Add(1)%2 == 0 {
		l.Colours = []rules.Colour{"#40b0c0", "#40b0c0", "#40b0c0"}
	}
	return s.driver.Do(ctx, l)
}

func TestLampsKeepTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[rules.Light] {
		if !strings.HasSuffix(t.Name(), "LeavesNoGoroutineBehind") { // which would count those of the others
			t.Parallel()
		}
		broker := brokertest.Start(t)
		wire := devicetest.NewWire(t, strings.TrimPrefix(broker.URL, "tcp://"))
		h := open(t, wire.Addr(), "bar-1")
		good, elsewhere := in("#a080c0", "#a080c0", "#a080c0"), rules.Light{Zone: "attic"}
		return devicetest.Subject[rules.Light]{Driver: &swinging{driver: h.base}, Good: good, Bad: &elsewhere, Wire: wire, Close: h.stop}
	})
}

// TestZigbeeUnderstandsWhatWeSay lets npm zigbee-herdsman-converters turn our
// messages into Zigbee, and say back what the lamps show.
func TestZigbeeUnderstandsWhatWeSay(t *testing.T) {
	broker := brokertest.Start(t)
	peer := devicetest.Node(t, "testdata/converters.cjs")
	told := make(chan link.Delivery, 16)
	other := link.New(link.Options{
		URL: broker.URL, Client: "zigbee2mqtt", Clean: true, Subscribe: []link.Filter{{Topic: "zigbee2mqtt/+/set", QoS: 1}},
		Hear: func(d link.Delivery) {
			d.Body = append([]byte{}, d.Body...)
			told <- d
		},
	})
	t.Cleanup(inBackground(other.Run))
	devicetest.Until(t, "the other side is up", func() bool { return other.Health().Up })
	h := open(t, strings.TrimPrefix(broker.URL, "tcp://"), "bar-1")
	for _, step := range []struct {
		light rules.Light
		want  string
	}{
		{
			in("#2060ff", "#2060ff", "#2060ff"),
			`[["genLevelCtrl","moveToLevelWithOnOff",{"level":127,"transtime":10,"optionsMask":0,"optionsOverride":0}],` +
				`["lightingColorCtrl","moveToColor",{"transtime":10,"colorx":%d,"colory":%d,"optionsMask":0,"optionsOverride":0}]]`,
		},
		{
			rules.Light{Zone: bar, Colours: in("#2060ff", "#2060ff", "#2060ff").Colours, Fade: 2 * time.Second, Min: 1, Max: 1},
			`[["genLevelCtrl","moveToLevelWithOnOff",{"level":254,"transtime":20,"optionsMask":0,"optionsOverride":0}]]`,
		},
	} {
		if err := h.base.Do(t.Context(), step.light); err != nil {
			t.Fatalf("light: %v", err)
		}
		d := <-told
		var said struct {
			Name string          `json:"name"`
			Sent json.RawMessage `json:"sent"`
			Says json.RawMessage `json:"says"`
		}
		_, _ = fmt.Fprintf(peer.In, "{\"name\":\"bar-1\",\"told\":%s}\n", d.Body)
		line := peer.Line()
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Fatalf("the converters, told %s: %s", d.Body, line)
		}
		want := step.want
		if strings.Contains(want, "%d") {
			want = fmt.Sprintf(want, colour(t, d.Body, "x"), colour(t, d.Body, "y"))
		}
		if string(said.Sent) != want {
			t.Errorf("told %s %s, Zigbee would hear\ngot  %s\nwant %s", d.Topic, d.Body, said.Sent, want)
		}
		heard := h.base.Traffic().Heard
		if err := other.Publish(t.Context(), link.Message{Topic: "zigbee2mqtt/bar-1", Body: said.Says}); err != nil {
			t.Fatal(err)
		}
		devicetest.Until(t, "what the lamp says has arrived", func() bool { return h.base.Traffic().Heard > heard })
	}
	devicetest.Until(t, "what the lamp says has been believed", func() bool {
		l := h.base.Lamps()[0]
		return l.Confirmed && l.Brightness == 1 && h.base.Health().Problem == ""
	})
	if got := h.base.Traffic().Sent; got != 2 {
		t.Errorf("commands: got %d, want 2, because the lamp shows what it was told", got)
	}
}

// colour is a part of the colour in a message, as Zigbee counts it.
func colour(t *testing.T, body []byte, part string) int {
	t.Helper()
	var m struct{ Color map[string]float64 }
	if err := json.Unmarshal(body, &m); err != nil || m.Color[part] == 0 {
		t.Fatalf("message %s has no color.%s: %v", body, part, err)
	}
	return int(m.Color[part]*65535 + 0.5)
}

// TestBrokerThatDiesCostsNoLampItsNewestLook kills the broker, and asks for a
// look while it is gone.
func TestBrokerThatDiesCostsNoLampItsNewestLook(t *testing.T) {
	broker := brokertest.Start(t)
	h := open(t, strings.TrimPrefix(broker.URL, "tcp://"), "bar-1", "bar-2")
	if err := h.base.Do(t.Context(), in("#2060ff", "#2060ff", "#2060ff")); err != nil {
		t.Fatal(err)
	}
	broker.Kill()
	devicetest.Until(t, "the page says so", func() bool { return strings.HasPrefix(h.base.Health().Problem, "The line to the broker is lost") })
	if err := h.base.Do(t.Context(), in("#20c060", "#20c060", "#20c060")); err == nil || devices.IsPermanent(err) {
		t.Errorf("a light without a broker: got %v, want it temporary", err)
	}
	broker.Restart()
	devicetest.Until(t, "both lamps have the newest look", func() bool {
		return h.base.Traffic().Sent == 4 && h.base.Lamps()[0].Confirmed && h.base.Lamps()[1].Confirmed
	})
}

// TestListThatIsTooLongForALineAccusesNobody has more devices than a message of
// a megabyte holds, and a lamp at their end.
func TestListThatIsTooLongForALineAccusesNobody(t *testing.T) {
	broker := brokertest.Start(t)
	var list strings.Builder
	list.WriteString(`[{"friendly_name":"bar-1","definition":{"exposes":[{"type":"light"}]}}`)
	for i := 0; list.Len() < 2<<20; i++ {
		fmt.Fprintf(&list, `,{"friendly_name":"filler-%d","definition":{"exposes":[],"description":%q}}`, i, strings.Repeat("x", 10_000))
	}
	list.WriteString(`,{"friendly_name":"bar-2","definition":{"exposes":[{"type":"light","features":[{"name":"color_xy"}]}]}}]`)
	other := link.New(link.Options{URL: broker.URL, Client: "zigbee2mqtt", Clean: true})
	t.Cleanup(inBackground(other.Run))
	devicetest.Until(t, "the other side is up", func() bool { return other.Health().Up })
	h := open(t, strings.TrimPrefix(broker.URL, "tcp://"), "bar-1", "bar-2")
	for topic, body := range map[string]string{"bridge/devices": list.String(), "bar-1": `{"state":"ON","brightness":9}`} {
		if err := other.Publish(t.Context(), link.Message{Topic: "zigbee2mqtt/" + topic, Body: []byte(body), QoS: 1}); err != nil {
			t.Fatal(err)
		}
	}
	devicetest.Until(t, "both have been heard", func() bool { return h.base.Traffic().Heard == 1 && h.base.Colourless() == 1 })
	if h := h.base.Health(); !h.Up || h.Problem != "" {
		t.Errorf("health: got %+v, want up without a problem", h)
	}
}
