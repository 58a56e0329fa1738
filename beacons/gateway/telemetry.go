package main

import (
	"context"
	"encoding/json"
	"time"

	"foyer/beacons/link"
	"foyer/beacons/radio"
)

// telemetryEvery is how often a gateway says how it is.
const telemetryEvery = 15 * time.Second

// telemetry is how a gateway is. What nobody tells is left out.
type telemetry struct {
	At        int64    `json:"at"` // Unix ms, of our own clock
	Boot      string   `json:"boot"`
	Uptime    int64    `json:"uptime_s"`
	Adverts   float64  `json:"adverts_per_s"` // everybody's
	Known     float64  `json:"known_per_s"`   // of known tags
	RadioDead bool     `json:"radio_dead"`
	Restarts  uint64   `json:"radio_restarts"`
	Resets    uint64   `json:"radio_resets"`
	Reopens   uint64   `json:"radio_reopens"`
	Waiting   int      `json:"waiting"`      // messages that are not committed
	Oldest    float64  `json:"oldest_s"`     // age of the oldest of them
	Bytes     int      `json:"spool_bytes"`  // kept, committed ones included
	Resent    uint64   `json:"resent"`       // messages
	Lost      uint64   `json:"lost"`         // sightings, because the spool was full or damaged
	Facts     int      `json:"facts"`        // taps and presses that are still to be told
	OffsetMS  *int64   `json:"clock_offset"` // ms that the controller is ahead
	Celsius   *float64 `json:"celsius,omitempty"`
	LowPower  *bool    `json:"undervoltage,omitempty"`      // now
	WasLow    *bool    `json:"undervoltage_ever,omitempty"` // since it was switched on
}

// healthUp and healthDown are what the health topic says, retained; the second
// is the last will.
const (
	healthUp   = `{"up":true}`
	healthDown = `{"up":false}`
)

// meter makes rates of counts.
type meter struct {
	adverts, known uint64
	at             time.Time
}

func (m *meter) rates(adverts, known uint64, now time.Time) (a, k float64) {
	if seconds := now.Sub(m.at).Seconds(); !m.at.IsZero() && seconds > 0 {
		a, k = float64(adverts-m.adverts)/seconds, float64(known-m.known)/seconds
	}
	m.adverts, m.known, m.at = adverts, known, now
	return a, k
}

// report says how the gateway is now.
func (g *gateway) report(m *meter, now time.Time) telemetry {
	s, r := g.post.counts(), g.radio()
	t := telemetry{
		At: now.UnixMilli(), Boot: g.boot, Uptime: int64(now.Sub(g.began).Seconds()),
		RadioDead: r.Dead, Restarts: r.Restarts, Resets: r.Resets, Reopens: r.Reopens,
		Waiting: s.Waiting, Bytes: s.Bytes, Resent: s.Resent, Lost: s.Lost,
		Facts: g.facts.waiting(), Celsius: g.vitals.celsius(),
	}
	t.Adverts, t.Known = m.rates(g.ears.adverts.Load(), g.ears.known.Load(), now)
	if !s.Oldest.IsZero() {
		t.Oldest = max(0, now.Sub(s.Oldest).Seconds())
	}
	if offset, known := g.clock.known(); known {
		ms := offset.Milliseconds()
		t.OffsetMS = &ms
	}
	t.LowPower, t.WasLow = g.vitals.power()
	return t
}

// radio is how the radio is; a recording is always well.
func (g *gateway) radio() radio.Counts {
	if counted, is := g.source.(interface{ Counts() radio.Counts }); is {
		return counted.Counts()
	}
	return radio.Counts{}
}

// tell publishes the telemetry until ctx ends, and looks whether the file of
// tags has changed.
func (g *gateway) tell(ctx context.Context) error {
	tick := time.NewTicker(telemetryEvery)
	defer tick.Stop()
	var m meter
	for {
		body, _ := json.Marshal(g.report(&m, time.Now())) // plain fields: it always encodes
		// One that does not get out is followed by another.
		_ = g.link.Publish(ctx, link.Message{Topic: g.topic("gateway") + "/telemetry", Body: body, Retain: true})
		g.reload()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
