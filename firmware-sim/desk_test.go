package main

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/wire"
	"foyer/firmware-sim/crowd"
)

// desk is the controller's side of the wire, as far as a simulator sees it: it
// takes what comes in order, answers numbered sources, and tells its status.
type desk struct {
	t     *testing.T
	line  *link.Link
	party *party
	loses int // of so many plain sightings one is not counted; 0 = none

	mu        sync.Mutex
	decoder   *wire.Decoder
	hi        map[beacons.Source]uint64
	sightings uint64
	numbered  uint64
	asks      map[string]int
	refused   []error
}

// sit starts a desk on a broker and waits until it listens.
func sit(t *testing.T, broker string, loses int) *desk {
	t.Helper()
	producers := wire.Producers{ESPresense: &wire.ESPresense{Rooms: map[string]beacons.Anchor{}}}
	d := &desk{t: t, loses: loses, hi: map[beacons.Source]uint64{}, asks: map[string]int{}}
	d.decoder = wire.NewDecoder("pier-west", crowd.PierWest(), producers)
	o := link.Options{URL: broker, Client: "desk", Hear: d.hear}
	for _, f := range d.decoder.Filters() {
		o.Subscribe = append(o.Subscribe, link.Filter{Topic: f.Topic, QoS: f.QoS})
	}
	l, up := connect(o)
	d.line = l
	_, d.party = start(t.Context(), l.Run, d.tick)
	t.Cleanup(d.leave)
	select {
	case <-up:
	case <-time.After(10 * time.Second):
		t.Fatal("desk: no connection in 10 s")
	}
	return d
}

func (d *desk) hear(in link.Delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if in.Ack != nil {
		in.Ack()
	}
	var m wire.Message
	if err := d.decoder.Decode(time.Now(), in.Topic, in.Body, in.Retain, &m); err != nil {
		d.refused = append(d.refused, err)
		return
	}
	switch m.Kind {
	case wire.AskKind:
		d.asks[m.Ask.ID]++
	case wire.NumberedKind:
		if m.Seq == d.hi[m.Source]+1 {
			d.hi[m.Source]++
			d.numbered += uint64(len(m.Sightings))
		}
		go d.answer(m.Source, m.Boot, d.hi[m.Source])
	default:
		for range m.Sightings {
			if d.sightings++; d.loses > 0 && d.sightings%uint64(d.loses) == 0 {
				d.loses, d.sightings = 0, d.sightings-1
			}
		}
	}
}

// answer may fail: the source sends again.
func (d *desk) answer(source beacons.Source, boot string, seq uint64) {
	body, _ := json.Marshal(map[string]any{"boot": boot, "seq": seq})
	_ = d.line.Publish(d.t.Context(), link.Message{Topic: "foyer/pier-west/ack/" + string(source), Body: body})
}

// tick tells the status, and the people of one zone as of now.
func (d *desk) tick(ctx context.Context) error {
	for sleepUntil(ctx, time.Now().Add(50*time.Millisecond)) {
		d.mu.Lock()
		body, _ := json.Marshal(map[string]any{"sightings": d.sightings})
		d.mu.Unlock()
		_ = d.line.Publish(ctx, link.Message{Topic: "foyer/pier-west/status", Body: body, Retain: true})
		zone, _ := json.Marshal(map[string]any{"people": 1, "at": time.Now().UnixMilli()})
		_ = d.line.Publish(ctx, link.Message{Topic: "foyer/pier-west/zone/lounge", Body: zone, Retain: true})
	}
	return nil
}

// leave closes the desk.
func (d *desk) leave() {
	if err := d.party.leave(); err != nil {
		d.t.Errorf("desk: %v", err)
	}
}

// do runs one command of the program to its end.
func do(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var o, e strings.Builder
	code = command(ctx, args, &o, &e)
	return code, o.String(), e.String()
}
