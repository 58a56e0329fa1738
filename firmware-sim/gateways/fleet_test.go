package gateways

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/beacons"
)

func testFleet(o Options) *Fleet {
	o.Venue, o.Boot = "pier-west", "9f3a01c2"
	o.Plan.Anchors = []beacons.AnchorPlan{{ID: "gw-1"}, {ID: "beacon-1", Beacon: "5af5-1-1"}}
	return NewFleet(o)
}

func TestMessagesAreTheWireFormat(t *testing.T) {
	at := time.UnixMilli(1764000000123)
	gateway := []beacons.Sighting{{Tag: "b00042", RSSI: -61, At: at, Power: -59, Battery: 87}, {Tag: `a"\` + "\n", RSSI: -70.25, At: at}}
	phone := []beacons.Sighting{{Tag: "phone-2", Anchor: "beacon-1", RSSI: -70, At: at}}
	tests := []struct {
		name, topic, body string
		qos               byte
		numbered          bool
		do                func(*Fleet)
	}{
		{
			"a gateway", "foyer/pier-west/sighting/gw-1",
			`{"boot":"9f3a01c2","seq":1,"sightings":[{"tag":"b00042","rssi":-61,"at":1764000000123,"power":-59,"battery":87},{"tag":"a\"\\\u000a","rssi":-70.25,"at":1764000000123}]}`,
			0, false, func(f *Fleet) { f.Hear(at, "gw-1", gateway) },
		},
		{
			"a phone", "foyer/pier-west/heard/phone-2", `{"beacon":"5af5-1-1","rssi":-70,"at":1764000000123}`,
			0, false, func(f *Fleet) { f.Hear(at, "beacon-1", phone) },
		},
		{
			"a phone that numbers", "foyer/pier-west/heard/phone-2",
			`{"boot":"9f3a01c2","seq":1,"sightings":[{"beacon":"5af5-1-1","rssi":-70,"at":1764000000123}]}`,
			0, true, func(f *Fleet) { f.Hear(at, "beacon-1", phone) },
		},
		{
			"an ask", "foyer/pier-west/ask/phone-2", `{"id":"ask-1","song":"Björk"}`,
			1, false, func(f *Fleet) { f.Ask(at, "ask-1", "phone-2", "Björk") },
		},
	}
	for _, test := range tests {
		f := testFleet(Options{NumberPhones: test.numbered})
		test.do(f)
		sent := 0
		f.Due(at, func(m Message) {
			sent++
			if m.Topic != test.topic || string(m.Body) != test.body || m.QoS != test.qos {
				t.Errorf("%s: got %s %s at QoS %d,\nwant %s %s at QoS %d", test.name, m.Topic, m.Body, m.QoS, test.topic, test.body, test.qos)
			}
			if !json.Valid(m.Body) {
				t.Errorf("%s: %s is not JSON", test.name, m.Body)
			}
		})
		if sent != 1 {
			t.Errorf("%s: got %d messages, want 1", test.name, sent)
		}
	}
}

func TestAnswerOfAnotherBootCountsForNothing(t *testing.T) {
	f := testFleet(Options{})
	f.Hear(start(), "gw-1", one(start()))
	f.Due(start(), func(Message) {})
	for _, body := range []string{`{"boot":"other","seq":1}`, `{"boot":"9f3a01c2","seq":99}`} {
		if err := f.Acked(start(), "foyer/pier-west/ack/gw-1", []byte(body)); err != nil || f.Unacked() != 1 {
			t.Errorf("answer %s: got %v, %d unanswered, want 1", body, err, f.Unacked())
		}
	}
	if err := f.Acked(start(), "foyer/pier-west/ack/gw-1", []byte("?")); err == nil {
		t.Error("answer that is not JSON: got no error")
	}
}

func TestAskIsRepeatedUnderTheSameIDUntilItWentOut(t *testing.T) {
	f := testFleet(Options{AskAgain: 1})
	f.Ask(start(), "ask-1", "phone-2", "x")
	now, tries := start(), 0
	for range 10 {
		f.Due(now, func(m Message) {
			if tries++; tries > 2 {
				f.Went(m) // the broker was away for the first two
			}
		})
		now = now.Add(3 * time.Second)
	}
	if tries != 4 || f.Unacked() != 0 {
		t.Errorf("two lost, one taken, one again: got %d tries, %d unanswered, want 4 and 0", tries, f.Unacked())
	}
}

// echo answers like a controller, but loses every third message.
type echo struct {
	mu   sync.Mutex
	line *Line
	n    int
	hi   uint64
}

func (e *echo) Publish(_ context.Context, _ string, body []byte, _ byte, _ bool) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n++; e.n%3 == 0 {
		return nil
	}
	var m struct{ Seq uint64 }
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	if m.Seq == e.hi+1 {
		e.hi++
	}
	answer, _ := json.Marshal(map[string]any{"boot": "9f3a01c2", "seq": e.hi})
	return e.line.Acked("foyer/pier-west/ack/gw-1", answer)
}

func TestLineSettlesOnceEverythingIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &echo{}
		l := NewLine(testFleet(Options{}), e)
		e.line = l
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		go func() { _ = l.Run(ctx) }()
		for range 100 {
			l.Hear("gw-1", one(time.Now()))
		}
		if err := l.Settled(ctx, 0); err != nil || l.Unacked() != 0 || e.hi != 100 {
			t.Errorf("100 messages, every third lost: got %v, %d unanswered, %d committed, want 100", err, l.Unacked(), e.hi)
		}
		if l.Counts().Resent == 0 {
			t.Error("every third lost: got nothing sent again")
		}
	})
}

func BenchmarkHearOfTwenty(b *testing.B) {
	f := testFleet(Options{KeepBytes: 1 << 16})
	list := make([]beacons.Sighting, 20)
	for i := range list {
		list[i] = one(start())[0]
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Hear(start(), "gw-1", list)
		f.Due(start(), func(Message) {})
		s := f.sources["gw-1"]
		s.Acked(start(), s.last())
	}
}

func TestCrowdedSecondIsSplitIntoMessagesThatAreTaken(t *testing.T) {
	f := testFleet(Options{})
	list := make([]beacons.Sighting, 1200)
	for i := range list {
		list[i] = beacons.Sighting{Tag: "a-tag-with-a-name-as-long-as-an-ibeacon-identity-00000000-1-1", RSSI: -61, At: start(), Power: -59}
	}
	f.Hear(start(), "gw-1", list)
	n := 0
	f.Due(start(), func(m Message) {
		if n++; len(m.Body) > 64<<10 {
			t.Errorf("message %d: got %d bytes, want at most 64 KiB", n, len(m.Body))
		}
	})
	if n != 3 {
		t.Errorf("1200 sightings: got %d messages, want 3", n)
	}
}
