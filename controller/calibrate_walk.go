package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/locate"
	"foyer/beacons/wire"
)

// countdown is how often the walk says how long it still takes, and what is
// heard.
const countdown = 5 * time.Second

// walk leads a technician through the zones and notes what is heard of the tag.
func (w walkPlan) walk(ctx context.Context, c config, zones []beacons.ZonePlan, out io.Writer) (_ [][]locate.Sample, err error) {
	n := &note{decoder: wire.NewDecoder(c.Venue, c.plan(), c.wireProducers()), tag: beacons.Tag(w.tag)}
	var topics []link.Filter
	for _, f := range n.decoder.Filters() {
		topics = append(topics, link.Filter{Topic: f.Topic, QoS: f.QoS})
	}
	line, err := visitor(c, "calibrate", topics, n.hear)
	if err != nil {
		return nil, err
	}
	part := accompany(ctx, line)
	defer func() { err = errors.Join(err, part()) }()
	if err := reached(ctx, c, line); err != nil {
		return nil, err
	}
	return w.zoneByZone(ctx, n, zones, out)
}

func reached(ctx context.Context, c config, line *link.Link) error {
	health, err := arrive(ctx, line, 6*time.Second)
	if err != nil {
		return err
	}
	if !health.Up || health.Problem != "" {
		hint := ""
		if c.Broker.URL == "" {
			hint = " (the embedded broker is there while foyer run is)"
		}
		return fmt.Errorf("the broker at %s cannot be heard%s: %s", hostOf(brokerURL(c)), hint, health.Problem)
	}
	return nil
}

func (w walkPlan) zoneByZone(ctx context.Context, n *note, zones []beacons.ZonePlan, out io.Writer) (lessons [][]locate.Sample, err error) {
	fmt.Fprintf(out, "%d zones, about %s. Wear the badge %s as a guest does.\n", len(zones), time.Duration(len(zones))*(w.stay+w.between), w.tag)
	for i, z := range zones {
		fmt.Fprintf(out, "\n%d of %d: go to %s (%s). It begins in %s.\n", i+1, len(zones), z.Name, z.ID, w.between)
		if err := rest(ctx, w.between); err != nil {
			return nil, err
		}
		fmt.Fprintf(out, "Now walk slowly through all of %s for %s.\n", z.Name, w.stay)
		lesson, err := w.listen(ctx, n, z.ID, out)
		if err != nil {
			return nil, err
		}
		if len(lesson) == 0 {
			fmt.Fprintf(out, "  Nothing was heard of %s. Is it switched on, and do the gateways of %s send? This zone is left out.\n", w.tag, z.Name)
			continue
		}
		lessons = append(lessons, lesson)
	}
	return lessons, nil
}

// listen notes one zone.
func (w walkPlan) listen(ctx context.Context, n *note, zone beacons.Zone, out io.Writer) ([]locate.Sample, error) {
	n.begin(zone)
	for left := w.stay; left > 0; {
		pause := min(left, countdown)
		if err := rest(ctx, pause); err != nil {
			return nil, err
		}
		left -= pause
		fmt.Fprintf(out, "  %3.0f s left: %s\n", left.Seconds(), n.loudest())
	}
	return n.end(), nil
}

// note is what is heard of one tag in one zone. What arrives while the badge is
// in the zone counts for it, whatever the clocks of gateways say.
type note struct {
	decoder *wire.Decoder
	message wire.Message
	tag     beacons.Tag

	mu      sync.Mutex
	zone    beacons.Zone // "" = on the way
	samples []locate.Sample
}

func (n *note) hear(d link.Delivery) {
	if n.decoder.Decode(time.Now(), d.Topic, d.Body, d.Retain, &n.message) == nil {
		n.take(n.message.Sightings)
	}
	if d.Ack != nil {
		d.Ack()
	}
}

func (n *note) take(sightings []beacons.Sighting) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range sightings {
		if n.zone != "" && s.Tag == n.tag {
			n.samples = append(n.samples, locate.Sample{Sighting: s, Zone: n.zone})
		}
	}
}

func (n *note) begin(zone beacons.Zone) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.zone, n.samples = zone, nil
}

// end gives the samples in the order of time, each once: sources send again
// what nobody has committed yet.
func (n *note) end() []locate.Sample {
	n.mu.Lock()
	defer n.mu.Unlock()
	lesson := n.samples
	n.zone, n.samples = "", nil
	slices.SortStableFunc(lesson, func(a, b locate.Sample) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Anchor, b.Anchor))
	})
	return slices.CompactFunc(lesson, func(a, b locate.Sample) bool {
		return a.At.Equal(b.At) && a.Anchor == b.Anchor && a.RSSI == b.RSSI
	})
}

// mostLoud is how many anchors a line of progress names.
const mostLoud = 4

// loudest says what is heard: the anchors with their mean level.
func (n *note) loudest() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	sum, count := map[beacons.Anchor]float64{}, map[beacons.Anchor]int{}
	var anchors []beacons.Anchor
	for _, s := range n.samples {
		if count[s.Anchor] == 0 {
			anchors = append(anchors, s.Anchor)
		}
		sum[s.Anchor] += float64(s.RSSI)
		count[s.Anchor]++
	}
	mean := func(a beacons.Anchor) float64 { return sum[a] / float64(count[a]) }
	slices.SortFunc(anchors, func(a, b beacons.Anchor) int { return cmp.Compare(mean(b), mean(a)) })
	var words []string
	for _, a := range anchors[:min(len(anchors), mostLoud)] {
		words = append(words, fmt.Sprintf("%s %.0f dBm (%d)", a, mean(a), count[a]))
	}
	if len(words) == 0 {
		return "nothing is heard of the badge"
	}
	if more := len(anchors) - len(words); more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, ", ")
}
