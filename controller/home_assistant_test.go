package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/devices/devicetest"
)

func TestNoNameOfAVenueSpoilsATopicOfHomeAssistant(t *testing.T) {
	c := config{Venue: "pier.west", HomeAssistant: homeAssistant{Discovery: true}, Zones: []zoneConfig{{ID: "bar 1"}, {ID: "bar_1"}, {ID: "bar/1", Name: "Bar"}, {ID: "bär"}}}
	form := regexp.MustCompile(`^homeassistant/(sensor|binary_sensor|switch)/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config$`)
	topics, ids := map[string]bool{}, map[string]bool{}
	for _, m := range c.announcements() {
		var e entity
		if err := json.Unmarshal(m.Body, &e); err != nil || !form.MatchString(m.Topic) || !m.Retain || m.QoS != 1 {
			t.Errorf("announcement %s: %v, retained %v", m.Topic, err, m.Retain)
		}
		topics[m.Topic], ids[e.UniqueID] = true, true
	}
	if want := 2*len(c.Zones) + 1; len(topics) != want || len(ids) != want {
		t.Errorf("got %d topics and %d ids, want %d of each", len(topics), len(ids), want)
	}
	c.HomeAssistant.Discovery = false
	if n := len(c.announcements()); n != 0 {
		t.Errorf("announcements when nobody has asked for them: got %d", n)
	}
}

func TestPrefixOfHomeAssistantIsChecked(t *testing.T) {
	for prefix, want := range map[string]string{"ha": "", "ha/": "without a slash", "ha/#": "no + and no #"} {
		_, problems := decodeConfig("venue.yaml", fileOf(t, smallVenue(t, fmt.Sprintf("home_assistant: {discovery: true, prefix: %q}\n", prefix))))
		if said := fmt.Sprint(problems); want == "" && len(problems) > 0 || !strings.Contains(said, want) {
			t.Errorf("prefix %q: got %s, want %q", prefix, said, want)
		}
	}
}

func fileOf(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// household is a Home Assistant as far as discovery goes: it hears everything
// and fills in templates by Jinja2.
type household struct {
	t      *testing.T
	line   *link.Link
	engine *devicetest.Peer

	mu     sync.Mutex
	newest map[string]string
}

func newHousehold(t *testing.T, broker string) *household {
	t.Helper()
	h := &household{t: t, newest: map[string]string{}}
	h.line = link.New(link.Options{
		URL: broker, Client: fmt.Sprint("home-", time.Now().UnixNano()), Clean: true, Subscribe: []link.Filter{{Topic: "homeassistant/#"}, {Topic: "foyer/#"}},
		Hear: func(d link.Delivery) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.newest[d.Topic] = string(d.Body)
		},
	})
	runAlong(t, h.line.Run)
	return h
}

// heard is the newest of a topic, "" as long as there is none.
func (h *household) heard(topic string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.newest[topic]
}

// entities are everything it was told of, by topic.
func (h *household) entities() map[string]entity {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[string]entity{}
	for topic, body := range h.newest {
		var e entity
		if strings.HasPrefix(topic, "homeassistant/") && body != "" {
			if err := json.Unmarshal([]byte(body), &e); err != nil {
				h.t.Fatalf("announcement %s %s: %v", topic, body, err)
			}
			all[topic] = e
		}
	}
	return all
}

func (h *household) fill(template, value string) string {
	h.t.Helper()
	line, _ := json.Marshal(map[string]string{"template": template, "value": value})
	_, _ = fmt.Fprintf(h.engine.In, "%s\n", line)
	return h.engine.Line()
}

// state is what it shows for an entity; "" as long as nothing was heard.
func (h *household) state(e entity) string {
	h.t.Helper()
	value := h.heard(e.StateTopic)
	if value == "" {
		return ""
	}
	return h.fill(e.ValueTemplate, value)
}

// press presses a switch.
func (h *household) press(e entity, payload string) {
	h.t.Helper()
	m := link.Message{Topic: e.CommandTopic, Body: []byte(h.fill(e.CommandTemplate, payload)), QoS: byte(e.QoS)}
	if err := h.line.Publish(h.t.Context(), m); err != nil {
		h.t.Fatal(err)
	}
}

// begin runs a venue whose file stays the same but for a line about Home
// Assistant.
func begin(t *testing.T, file, assistant string) (f *controller, end func()) {
	t.Helper()
	source := regexp.MustCompile(`home_assistant: .*`).ReplaceAllString(string(fileOf(t, file)), "home_assistant: "+assistant)
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	c := venueOf(t, file)
	log := slog.New(slog.DiscardHandler)
	people, err := loadPeople(c, log)
	if err != nil {
		t.Fatal(err)
	}
	f, err = assemble(t.Context(), c, settings{clock: wallClock(), speed: 1, owner: "test", embedded: "memory", people: people, log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the venue ended: %v", err)
		}
		_ = f.close()
	})
	t.Cleanup(end)
	return f, end
}

// requires are the keys that Home Assistant's documentation asks for, or
// without which an entity would show nothing.
func requires() map[string][]string {
	return map[string][]string{
		"sensor":        {"state_topic", "value_template", "unique_id", "name", "device", "origin", "availability_topic", "availability_template"},
		"binary_sensor": {"state_topic", "value_template", "unique_id", "name", "device", "origin", "availability_topic", "device_class", "payload_on", "payload_off"},
		"switch":        {"state_topic", "value_template", "unique_id", "name", "device", "origin", "command_topic", "command_template", "payload_on", "payload_off", "state_on", "state_off"},
	}
}

func TestHomeAssistantShowsTheZonesAndStopsTheVenue(t *testing.T) {
	broker := brokertest.Start(t)
	file := smallVenue(t, fmt.Sprintf("broker: {url: %q}\nlisten: 127.0.0.1:0\npeople: {registrations: registrations.csv}\nhome_assistant: x\n", broker.URL))
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "registrations.csv"), []byte("id,badge,consents\np1,b1,location\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	engine := devicetest.Start(t, nil, "python3", "testdata/template.py")
	f, end := begin(t, file, "{discovery: true}")
	home := newHousehold(t, broker.URL)
	home.engine = engine
	waitFor(t, "three zones are shown twice, and the switch", func() bool { return len(home.entities()) == 7 })
	for topic, e := range home.entities() {
		var keys map[string]any
		_ = json.Unmarshal([]byte(home.heard(topic)), &keys) // entities has done it before
		for _, key := range requires()[strings.Split(topic, "/")[1]] {
			if keys[key] == nil || keys[key] == "" {
				t.Errorf("%s has no %s", topic, key)
			}
		}
		waitFor(t, topic+" has a value, and is available", func() bool {
			up := home.heard(e.AvailabilityTopic)
			return home.state(e) != "" && up != "" && home.fill(e.AvailabilityTemplate, up) == "online"
		})
		if got := home.state(e); got != "0" && got != "OFF" {
			t.Errorf("%s of an empty venue: got %s", topic, got)
		}
	}
	people := home.entities()["homeassistant/sensor/foyer-small/bar-people/config"]
	occupied := home.entities()["homeassistant/binary_sensor/foyer-small/bar-occupied/config"]
	waitFor(t, "somebody is at the bar", func() bool {
		body := fmt.Sprintf(`{"tag":"b1","rssi":-50,"at":%d}`, time.Now().UnixMilli())
		_ = home.line.Publish(t.Context(), link.Message{Topic: "foyer/small/sighting/gw-bar", Body: []byte(body)})
		return home.state(people) == "1" && home.state(occupied) == "ON"
	})
	stop := home.entities()["homeassistant/switch/foyer-small/stop/config"]
	for range 2 { // each press counts
		home.press(stop, stop.PayloadOn)
		waitFor(t, "the switch says that everything is stopped", func() bool { return home.state(stop) == stop.StateOn })
		if stops := *f.loop.stops.Load(); len(stops) != 1 || stops[0].What != "all" || stops[0].By != "Home Assistant" {
			t.Errorf("what is stopped: got %+v", stops)
		}
		home.press(stop, stop.PayloadOff)
		waitFor(t, "the switch says that it goes on", func() bool { return home.state(stop) == stop.StateOff })
	}
	end()
	waitFor(t, "nothing is available any more", func() bool {
		return home.fill(people.AvailabilityTemplate, home.heard(people.AvailabilityTopic)) == "offline"
	})
}

// TestWhatHomeAssistantWasToldIsTakenBack restarts the venue with other zones,
// and then without Home Assistant; the broker lives on.
func TestWhatHomeAssistantWasToldIsTakenBack(t *testing.T) {
	broker := brokertest.Start(t)
	file := smallVenue(t, fmt.Sprintf("broker: {url: %q}\nlisten: 127.0.0.1:0\nhome_assistant: x\n", broker.URL))
	for _, step := range []struct {
		assistant, remove string
		want              int
	}{
		{"{discovery: true}", "", 7},
		{"{discovery: true, prefix: homeassistant/hall}", "", 7},
		{"{discovery: true}", "  - {id: corner,", 5},
		{"{}", "", 0},
		{"{discovery: true}", "", 5},
	} {
		lines := strings.Split(string(fileOf(t, file)), "\n")
		lines = slices.DeleteFunc(lines, func(line string) bool { return step.remove != "" && strings.HasPrefix(line, step.remove) })
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		_, end := begin(t, file, step.assistant)
		what := fmt.Sprintf("with %s a newcomer finds %d announcements", step.assistant, step.want)
		waitFor(t, what, func() bool {
			home := newHousehold(t, broker.URL)
			waitFor(t, "a newcomer hears the status", func() bool { return home.heard("foyer/small/status") != "" })
			return len(home.entities()) == step.want
		})
		end()
	}
}

// TestBrokerThatForgotIsToldTheNumbersAgain restarts the broker, which keeps
// nothing, while nobody comes or goes.
func TestBrokerThatForgotIsToldTheNumbersAgain(t *testing.T) {
	broker := brokertest.Start(t)
	file := smallVenue(t, fmt.Sprintf("broker: {url: %q}\nlisten: 127.0.0.1:0\n", broker.URL))
	begin(t, file, "")
	for range 2 {
		home := newHousehold(t, broker.URL)
		waitFor(t, "every zone has a number", func() bool {
			return strings.HasPrefix(home.heard("foyer/small/zone/bar"), `{"people":0,`) && home.heard("foyer/small/zone/corner") != ""
		})
		broker.Restart()
	}
}
