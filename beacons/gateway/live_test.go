package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/link/brokertest"
	"foyer/beacons/wire"
)

type parts = func(context.Context) error

func waits(ctx context.Context) error { <-ctx.Done(); return nil }

func fails(context.Context) error { return errors.New("broken") }

// capture is ten seconds of a hall with eight badges, heard every 300 ms.
func capture() string { return filepath.Join("..", "radio", "testdata", "hall-h4.btsnoop") }

// desk is a pretended controller: it commits numbered messages in their order,
// answers, and says each second that it runs.
type desk struct {
	t     *testing.T
	link  *link.Link
	d     *wire.Decoder
	ahead time.Duration // of its clock

	mu    sync.Mutex
	marks map[string]uint64 // by boot
	heard map[beacons.Tag][]time.Time
	qos   map[uint64]byte
	said  map[string][]string // everything else, by topic
}

func newDesk(t *testing.T, url string, ahead time.Duration) *desk {
	t.Helper()
	d := &desk{t: t, ahead: ahead, marks: map[string]uint64{}, heard: map[beacons.Tag][]time.Time{}, qos: map[uint64]byte{}, said: map[string][]string{}}
	d.d = wire.NewDecoder("v", beacons.Plan{Anchors: []beacons.AnchorPlan{{ID: "gw-1"}}}, wire.Producers{})
	d.link = link.New(link.Options{URL: url, Client: "desk", Clean: true, Subscribe: []link.Filter{{Topic: "foyer/#", QoS: 1}}, Hear: d.hear})
	spawn(t, d.link.Run)
	spawn(t, d.beat)
	return d
}

// spawn runs something until the test ends, or until the returned call.
func spawn(t *testing.T, part parts) (end func()) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- part(ctx); close(done) }()
	end = func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	}
	t.Cleanup(end)
	return end
}

func (d *desk) beat(ctx context.Context) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		body := fmt.Appendf(nil, `{"up":true,"at":%d}`, time.Now().Add(d.ahead).UnixMilli())
		_ = d.link.Publish(ctx, link.Message{Topic: "foyer/v/status", Body: body})
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (d *desk) hear(in link.Delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if in.Ack != nil {
		in.Ack()
	}
	if in.Topic != "foyer/v/sighting/gw-1" {
		d.said[in.Topic] = append(d.said[in.Topic], string(in.Body))
		return
	}
	var m wire.Message
	if err := d.d.Decode(time.Now().Add(d.ahead), in.Topic, in.Body, in.Retain, &m); err != nil || len(m.Refused) > 0 {
		d.t.Errorf("%s: %v, %v", in.Body, err, m.Refused)
		return
	}
	if m.Seq == d.marks[m.Boot]+1 {
		d.marks[m.Boot]++
		d.qos[m.Seq] = in.QoS
		for _, s := range m.Sightings {
			d.heard[s.Tag] = append(d.heard[s.Tag], s.At)
		}
	}
	answer := fmt.Appendf(nil, `{"boot":%q,"seq":%d}`, m.Boot, d.marks[m.Boot])
	go func() { // not on the path that reads
		_ = d.link.Publish(context.Background(), link.Message{Topic: "foyer/v/ack/gw-1", Body: answer})
	}()
}

// about is what was said on a topic.
func (d *desk) about(topic string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.said[topic])
}

// gapless checks that every badge of the capture was heard throughout, each
// time once.
func (d *desk) gapless() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.heard) != 8 {
		return fmt.Errorf("got %d tags, want 8", len(d.heard))
	}
	for tag, times := range d.heard {
		slices.SortFunc(times, time.Time.Compare)
		for i := range times[1:] {
			if gap := times[i+1].Sub(times[i]); gap == 0 || gap > 2500*time.Millisecond {
				return fmt.Errorf("%s: %s between two sightings", tag, gap)
			}
		}
		if span := times[len(times)-1].Sub(times[0]); span < 8*time.Second {
			return fmt.Errorf("%s: heard for %s, want nearly ten seconds", tag, span)
		}
	}
	return nil
}

func gatewayOf(t *testing.T, c config) *gateway {
	t.Helper()
	c.ID, c.Venue, c.Thin, c.SpoolMB = "gw-1", "v", median, 16
	if err := c.validate(); err != nil {
		t.Fatal(err)
	}
	g, err := build(c, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(40 * time.Second)
	for !so() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("waited 40 s for: %s", what)
		}
	}
}

// after waits, in the way of tests that live in real time.
func after(d time.Duration) { <-time.After(d) }

// over tells whether the recording is over and everything is committed.
func (g *gateway) over() bool {
	c := g.post.counts()
	return time.Since(g.began) > 11*time.Second && c.Waiting == 0 && c.Committed > 0
}

func TestBrokerThatIsAwayForFourSecondsLosesNothing(t *testing.T) {
	t.Parallel()
	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 0)
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: capture(), Spool: t.TempDir()})
	end := spawn(t, g.Run)
	eventually(t, "a first answer", func() bool { return g.post.counts().Committed > 2 })
	broker.Kill()
	after(4 * time.Second)
	waiting := g.post.counts().Waiting
	broker.Restart()
	eventually(t, "everything committed", g.over)
	if err := d.gapless(); err != nil {
		t.Error(err)
	}
	if waiting < 5 || slices.Max(slices.Collect(maps.Values(d.qos))) != 1 {
		t.Errorf("while the broker was away: got %d waiting; replayed at QoS %v, want 1", waiting, d.qos)
	}
	if c := g.post.counts(); c.Lost != 0 {
		t.Errorf("lost: got %d", c.Lost)
	}
	end()
	eventually(t, "the farewell", func() bool {
		said := d.about("foyer/v/gateway/gw-1/health")
		return len(said) > 1 && said[len(said)-1] == healthDown && slices.Contains(said, healthUp)
	})
}

// TestAwayBrokerForTwoMinutesCostsNothing is part of make torture.
func TestAwayBrokerForTwoMinutesCostsNothing(t *testing.T) {
	if os.Getenv("FOYER_TORTURE") == "" {
		t.Skip("takes two and a half minutes: make torture runs it")
	}
	t.Parallel()
	const rounds = 14 // of ten seconds
	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 0)
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: again(t, capture(), rounds), Spool: t.TempDir()})
	spawn(t, g.Run)
	eventually(t, "a first answer", func() bool { return g.post.counts().Committed > 2 })
	broker.Kill()
	after(2 * time.Minute)
	waiting := g.post.counts().Waiting
	broker.Restart()
	after(time.Until(g.began.Add(rounds*10*time.Second + 2*time.Second)))
	eventually(t, "everything committed", func() bool { return g.post.counts().Waiting == 0 })
	if err := d.gapless(); err != nil {
		t.Error(err)
	}
	heard := 0
	for _, times := range d.heard {
		heard += len(times)
		if span := times[len(times)-1].Sub(times[0]); span < (rounds*10-3)*time.Second {
			t.Errorf("heard for %s, want nearly %d s", span, rounds*10)
		}
	}
	c := g.post.counts()
	t.Logf("two minutes without a broker: %d messages waited, %d lost, %d committed in all with %d sightings", waiting, c.Lost, c.Committed, heard)
	if c.Lost != 0 || waiting < 200 {
		t.Errorf("got %d lost and %d waiting, want none and some 240", c.Lost, waiting)
	}
}

// again makes a recording that says the same several times, one after another.
func again(t *testing.T, recording string, rounds int) string {
	t.Helper()
	one, err := os.ReadFile(recording)
	if err != nil {
		t.Fatal(err)
	}
	const head, record, stamp = 16, 24, 16 // bytes of the file, of a record, and before its time in µs
	long := slices.Clone(one[:head])
	for round := range rounds {
		for at := head; at < len(one); {
			end := at + record + int(binary.BigEndian.Uint32(one[at+4:]))
			long = append(long, one[at:end]...)
			when := long[len(long)-(end-at)+stamp:]
			binary.BigEndian.PutUint64(when, binary.BigEndian.Uint64(when)+uint64(round)*uint64((10*time.Second).Microseconds()))
			at = end
		}
	}
	return file(t, "long", string(long))
}

func TestWhatWasHeardWithoutABrokerIsToldByTheNextLifeWithItsOwnTimes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lonely := gatewayOf(t, config{Broker: "tcp://127.0.0.1:9", Btsnoop: capture(), Spool: dir})
	end := spawn(t, lonely.Run)
	eventually(t, "the recording to end", func() bool { return time.Since(lonely.began) > 11*time.Second })
	end()
	waiting := lonely.post.counts().Waiting
	if waiting < 15 {
		t.Fatalf("ten seconds without a broker: got %d messages waiting, want about 20", waiting)
	}
	began := lonely.began

	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 0)
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: file(t, "none", "btsnoop\x00\x00\x00\x00\x01\x00\x00\x03\xea"), Spool: dir})
	end = spawn(t, g.Run)
	eventually(t, "all that was kept", func() bool { return g.post.counts().Committed == uint64(waiting) })
	if err := d.gapless(); err != nil {
		t.Error(err)
	}
	for tag, times := range d.heard {
		if first := times[0].Sub(began); first < -time.Second || first > 2*time.Second {
			t.Errorf("%s: told as heard %s after the first life began, want its own time", tag, first)
		}
	}
	end()
	if left := gatewayOf(t, config{Broker: broker.URL, Btsnoop: capture(), Spool: dir}).post.counts().Waiting; left != 0 {
		t.Errorf("a third life: got %d messages again, want none", left)
	}
}

func TestGatewaySaysHowItIsAndCorrectsItsClock(t *testing.T) {
	t.Parallel()
	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 90*time.Second)
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: capture()})
	spawn(t, g.Run)
	eventually(t, "an offset", func() bool { _, known := g.clock.known(); return known })
	var m meter
	m.rates(0, 0, time.Now().Add(-time.Second))
	eventually(t, "some adverts", func() bool { return g.ears.known.Load() > 50 })
	got := g.report(&m, time.Now())
	if got.OffsetMS == nil || *got.OffsetMS < 89_000 || *got.OffsetMS > 90_100 || got.Adverts < got.Known || got.Known == 0 || got.Boot != g.boot {
		t.Errorf("report: got %+v", got)
	}
	eventually(t, "corrected sightings", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, times := range d.heard {
			if times[len(times)-1].After(time.Now().Add(80 * time.Second)) {
				return true
			}
		}
		return false
	})
	eventually(t, "telemetry on the broker", func() bool {
		said := d.about("foyer/v/gateway/gw-1/telemetry")
		var told telemetry
		return len(said) > 0 && json.Unmarshal([]byte(said[0]), &told) == nil && told.Boot == g.boot
	})
}

func TestFactIsToldThreeTimesWhileTheControllerIsThere(t *testing.T) {
	t.Parallel()
	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 0)
	dir := t.TempDir()
	first := gatewayOf(t, config{Broker: "tcp://127.0.0.1:9", Btsnoop: capture(), Spool: dir})
	first.tapped("nfc:04a1b2c3") // nobody is there, and then the power fails
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: capture(), Spool: dir})
	spawn(t, g.Run)
	g.pressed()
	eventually(t, "both told", func() bool {
		return g.facts.waiting() == 0 && len(d.about("foyer/v/stamp/gw-1")) > 2 && len(d.about("foyer/v/button/gw-1")) > 2
	})
	stamps, presses := d.about("foyer/v/stamp/gw-1"), d.about("foyer/v/button/gw-1")
	if len(slices.Compact(stamps)) != 1 || !strings.Contains(stamps[0], `"tag":"nfc:04a1b2c3"`) {
		t.Errorf("stamps: got %v, want the same one each time", stamps)
	}
	if !strings.Contains(presses[0], `"says":`) {
		t.Errorf("presses: got %v", presses)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var m wire.Message
	if err := d.d.Decode(time.Now(), "foyer/v/stamp/gw-1", []byte(stamps[0]), false, &m); err != nil {
		t.Errorf("%s: %v", stamps[0], err)
	}
}
