package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/controller/console"
	"foyer/firmware-sim/bridge"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/gateways"
	"foyer/firmware-sim/phones"
)

// torture is how hard the fault tests try: FOYER_TORTURE is the number of
// kills, and asks for outages in their full length. Without it both are short.
type torture struct {
	full    bool
	kills   int
	speed   float64
	people  int
	evening time.Duration // how long the crowd lives at least
}

// earned is how long the busy crowd needs to earn every reward for certain.
const earned = 58 * time.Minute

// killing lives a whole evening, fast: what it judges has minutes of slack.
func killing(tb testing.TB) torture {
	tb.Helper()
	asked := os.Getenv("FOYER_TORTURE")
	if asked == "" {
		return torture{kills: 5, speed: 75, people: 40, evening: earned}
	}
	kills, err := strconv.Atoi(asked)
	if err != nil {
		tb.Fatalf("FOYER_TORTURE=%q: want a number of kills", asked)
	}
	return torture{full: true, kills: kills, speed: 12, people: 80, evening: earned}
}

// outing judges lamps by the second, so it lives slower: a whole evening only
// in full. At ten times the speed thirty seconds are 300 messages of a gateway,
// which has at most 400 on their way.
func outing(tb testing.TB) torture {
	tb.Helper()
	if t := killing(tb); t.full {
		return torture{full: true, speed: 10, people: 80, evening: earned}
	}
	return torture{speed: 25, people: 40}
}

// field is one evening of a real controller process among a real broker, a
// real Redis, and a crowd, gateways, bridge and phones that do not exist.
type field struct {
	tb      testing.TB
	torture torture
	config  config
	venue   string // its file
	binary  string
	owner   string
	opens   time.Time
	clock   scaledClock
	broker  *brokertest.Broker
	redis   *redisServer
	bridge  *bridge.Bridge
	phones  *phones.Service
	crowd   *crowd.Crowd
	dancers *dancers
	line    *gateways.Line
	status  atomic.Pointer[status]
	foyer   *exec.Cmd
	longer  atomic.Bool   // the evening goes on for as long as this is set
	last    time.Time     // when the crowd's time was over
	lived   chan struct{} // closed when it is
}

// hasty is a line that believes everything it has sent to be committed: what a
// controller would make of it that acknowledges before the commit.
type hasty struct {
	publishing
	field *field
}

// Publish publishes, and takes the broker's yes for the controller's.
func (h hasty) Publish(ctx context.Context, topic string, body []byte, qos byte, retain bool) error {
	err := h.publishing.Publish(ctx, topic, body, qos, retain)
	var numbered struct {
		Boot string `json:"boot"`
		Seq  uint64 `json:"seq"`
	}
	if err == nil && json.Unmarshal(body, &numbered) == nil && numbered.Boot != "" {
		source := topic[strings.LastIndex(topic, "/")+1:]
		answer, _ := json.Marshal(numbered)
		err = h.field.line.Acked("foyer/"+h.field.config.Venue+"/ack/"+source, answer)
	}
	return err
}

// newField starts everything but the controller. A hurried line is one whose
// messages are acknowledged before anybody has committed them.
func newField(tb testing.TB, tort torture, seed uint64, hurried bool) *field {
	tb.Helper()
	f := &field{tb: tb, torture: tort, owner: "torture", lived: make(chan struct{}), binary: binaries(tb).foyer}
	f.broker, f.redis = brokertest.Start(tb), newRedis(tb)
	f.redis.start()
	f.venue = filepath.Join(tb.TempDir(), "venue.yaml")
	if err := unpack(filepath.Dir(f.venue)); err != nil {
		tb.Fatal(err)
	}
	c, _, err := readConfig(f.venue)
	if err != nil {
		tb.Fatal(err)
	}
	book, _, err := readRules(c, c.path(c.Rules))
	if err != nil {
		tb.Fatal(err)
	}
	f.opens = book.Calendar.Opens
	f.clock = scaledClock{start: f.opens, epoch: time.UnixMilli(time.Now().UnixMilli()), speed: tort.speed}
	f.crowd = crowd.Busy(seed, c.plan(), tort.people, f.opens)
	f.dancers = newDancers(c.plan(), f.opens)
	f.pretend(seed)
	f.furnish()
	f.connect(hurried)
	return f
}

// pretend starts the bridge and the phones.
func (f *field) pretend(seed uint64) {
	f.tb.Helper()
	var err error
	if f.bridge, err = (bridge.Config{Now: f.clock.Now, Seed: seed}).Start(); err != nil {
		f.tb.Fatal(err)
	}
	if f.phones, err = phones.Start("127.0.0.1:0"); err != nil {
		f.tb.Fatal(err)
	}
}

// furnish writes the venue folder.
func (f *field) furnish() {
	f.tb.Helper()
	dir := filepath.Dir(f.venue)
	source, err := os.ReadFile(f.venue)
	if err != nil {
		f.tb.Fatal(err)
	}
	text := strings.ReplaceAll(string(source), "http://127.0.0.1:8091", f.bridge.URL())
	text = strings.ReplaceAll(text, "https://127.0.0.1:8092", f.phones.URL())
	text = replaceLine(text, "broker:", fmt.Sprintf("broker: {url: %q}", f.broker.URL))
	text = replaceLine(text, "store:", fmt.Sprintf("store: {redis: %q}", f.redis.url()))
	text = replaceLine(text, "listen:", "listen: 127.0.0.1:"+freePort(f.tb))
	for name, content := range map[string][]byte{
		"venue.yaml": []byte(text), "hue.key": []byte(f.bridge.Key()), "apns.p8": f.phones.Key(), "apns-ca.pem": f.phones.CA(),
		// Only the dancers' colours count: whoever crosses the floor changes nothing.
		"registrations.csv": append(bytes.ReplaceAll(f.crowd.Registrations(), []byte("lights"), []byte("social")), f.dancers.registrations()...),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			f.tb.Fatal(err)
		}
	}
	var problems any
	f.config, problems, err = readFurnished(f.venue)
	if err != nil {
		f.tb.Fatalf("the venue of the test: %v, %v", problems, err)
	}
}

func readFurnished(file string) (config, any, error) {
	c, problems, err := readConfig(file)
	if err == nil {
		err = failed(problems)
	}
	return c, problems, err
}

// connect joins the gateways to the broker, on two connections as ours do, and
// runs everything that does not exist until the test is over.
func (f *field) connect(hurried bool) {
	f.tb.Helper()
	fleet := gateways.NewFleet(gateways.Options{Venue: f.config.Venue, Plan: f.config.plan(), Boot: fmt.Sprintf("%08x", time.Now().UnixNano()&0xffffffff), NumberPhones: true})
	air := link.New(link.Options{URL: f.broker.URL, Client: "gateways-air", Clean: true})
	hear := f.hear
	if hurried {
		f.line = gateways.NewLine(fleet, hasty{publishing{air}, f})
		hear = func(link.Delivery) {}
	} else {
		f.line = gateways.NewLine(fleet, publishing{air})
	}
	answers := link.New(link.Options{
		URL: f.broker.URL, Client: "gateways-hear", Clean: true, Hear: hear,
		Subscribe: []link.Filter{{Topic: fleet.AckTopic()}, {Topic: f.statusTopic()}},
	})
	ctx, halt := context.WithCancel(context.Background())
	done := make(chan error, 1)
	var s stages
	s.add(f.live)
	s.add(f.line.Run, air.Run, answers.Run)
	s.add(f.bridge.Run, f.phones.Run)
	go func() { done <- s.Run(ctx) }()
	f.tb.Cleanup(func() {
		halt()
		if err := <-done; err != nil {
			f.tb.Errorf("the pretend world: %v", err)
		}
	})
}

func (f *field) statusTopic() string { return "foyer/" + f.config.Venue + "/status" }

// hear takes the controller's answers and how it says it is.
func (f *field) hear(d link.Delivery) {
	if d.Topic != f.statusTopic() {
		_ = f.line.Acked(d.Topic, d.Body) // an answer we cannot read will come again
		return
	}
	var s status
	if json.Unmarshal(d.Body, &s) == nil {
		f.status.Store(&s)
	}
}

// live lets crowd and dancers live until the evening is over.
func (f *field) live(ctx context.Context) error {
	for end := f.opens.Add(f.torture.evening); f.last.Before(end) || f.longer.Load(); {
		f.last = f.clock.Now()
		f.crowd.Step(f.last, f.line.Hear, nil)
		f.dancers.step(f.last, f.line.Hear)
		if rest(ctx, 50*time.Millisecond) != nil {
			return nil
		}
	}
	close(f.lived)
	<-ctx.Done()
	return nil
}

// start starts the controller, in the time that the crowd lives in.
func (f *field) start() {
	f.tb.Helper()
	f.foyer = startFoyer(f.tb, f.binary, f.venue, "--start", f.opens.Format(time.RFC3339),
		"--epoch", strconv.FormatInt(f.clock.epoch.UnixMilli(), 10), "--speed", strconv.FormatFloat(f.torture.speed, 'f', -1, 64))
}

// kill ends the controller as a power cut would.
func (f *field) kill() {
	_ = f.foyer.Process.Signal(syscall.SIGKILL)
	_ = f.foyer.Wait()
}

// look asks the page for its state.
func (f *field) look() (*console.State, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+f.config.Listen+"/api/state", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	var s console.State
	return &s, json.NewDecoder(response.Body).Decode(&s)
}

// settled waits until all that the crowd did has come to its end.
func (f *field) settled() {
	f.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := f.line.Settled(ctx, 0); err != nil {
		f.tb.Errorf("a minute after the crowd went, %d messages are not committed", f.line.Unacked())
	}
	last := f.last.Add(2 * time.Minute)
	f.eventually(time.Minute, "pushes and codes to settle", func() bool {
		s := f.status.Load()
		page, err := f.look()
		return err == nil && s != nil && s.Waiting == 0 && time.UnixMilli(s.At).After(last) &&
			len(page.Codes) == 1 && page.Codes[0].Reserved == 0
	})
}

// eventually asks until it is so, and tells how long that took.
func (f *field) eventually(atMost time.Duration, what string, so func() bool) time.Duration {
	f.tb.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for ; time.Since(began) < atMost; <-tick.C {
		if so() {
			return time.Since(began)
		}
	}
	f.tb.Errorf("waited %v for %s", atMost, what)
	return time.Since(began)
}

// dancers are three trios of people who like red, green and blue. One trio is
// on the dance floor, the others are in the lounge.
type dancers struct {
	plan  beacons.Plan
	next  time.Time
	trio  atomic.Int32 // who dances
	still atomic.Bool  // whether that stays so
	turns atomic.Int32 // how often the trio has changed
	turn  time.Time
}

// danceFor is how long a trio dances before the next one does.
const danceFor = 30 * time.Second

func newDancers(plan beacons.Plan, from time.Time) *dancers {
	return &dancers{plan: plan, next: from, turn: from.Add(danceFor)}
}

func (d *dancers) registrations() []byte {
	var b bytes.Buffer
	for i := range 9 {
		fmt.Fprintf(&b, "dancer%d,,Dancer,%s,,,,%s,,,,location;lights\n", i, d.badge(i), []string{"#ff0000", "#00ff00", "#0000ff"}[i/3])
	}
	return b.Bytes()
}

func (d *dancers) badge(i int) beacons.Tag { return beacons.Tag(fmt.Sprintf("d%05d", i)) }

// step lets them be heard once a second until now.
func (d *dancers) step(now time.Time, hear func(beacons.Anchor, []beacons.Sighting)) {
	for ; !d.next.After(now); d.next = d.next.Add(time.Second) {
		if d.next.After(d.turn) {
			d.turn = d.next.Add(danceFor)
			if !d.still.Load() {
				d.trio.Store((d.trio.Load() + 1) % 3)
				d.turns.Add(1)
			}
		}
		for _, a := range d.plan.Anchors {
			if a.Beacon == "" {
				if heard := d.heard(a); len(heard) > 0 {
					hear(a.ID, heard)
				}
			}
		}
	}
}

// heard is what one gateway hears of them now.
func (d *dancers) heard(a beacons.AnchorPlan) (list []beacons.Sighting) {
	for i := range 9 {
		x, y := 6.0, 24.0+float64(i%3) // the lounge
		if int32(i/3) == d.trio.Load() {
			x, y = 22+2*float64(i%3), 33 // the floor
		}
		if away := math.Hypot(a.At[0]-x, a.At[1]-y); away < 12 {
			list = append(list, beacons.Sighting{Tag: d.badge(i), Anchor: a.ID, At: d.next, RSSI: float32(math.Round(-50 - 25*math.Log10(max(1, away))))})
		}
	}
	return list
}
