package locate

import (
	"fmt"
	"testing"
	"time"

	"foyer/beacons"
)

// roomy is a venue of many anchors in rows, four to a zone.
func roomy(anchors int) beacons.Plan {
	p := beacons.Plan{Width: 100, Depth: 100}
	for i := range anchors {
		zone := beacons.Zone(fmt.Sprintf("zone-%02d", i/4))
		if i%4 == 0 {
			p.Zones = append(p.Zones, beacons.ZonePlan{ID: zone})
		}
		p.Anchors = append(p.Anchors, beacons.AnchorPlan{
			ID: beacons.Anchor(fmt.Sprintf("gateway-%03d", i)), Zone: zone,
			At: [2]float64{float64(i%10) * 8, float64(i/10) * 8},
		})
	}
	return p
}

func BenchmarkHear10000Tags(b *testing.B) {
	for _, size := range []struct{ anchors, tags int }{{20, 10_000}, {200, 10_000}, {20, 100}} {
		b.Run(fmt.Sprintf("%d_anchors_%d_tags", size.anchors, size.tags), func(b *testing.B) {
			benchHear(b, New(roomy(size.anchors)), size.anchors, size.tags)
		})
	}
}

// benchHear hears every tag by six anchors in turn, three times a second each.
func benchHear(b *testing.B, e *Engine, anchors, tags int) {
	tracks, names := make([]Track, tags), make([]beacons.Tag, tags)
	for i := range names {
		names[i] = beacons.Tag(fmt.Sprintf("b%05d", i))
	}
	plan := roomy(anchors)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		tag, round := i%tags, i/tags
		at := noon.Add(time.Duration(round) * 55 * time.Millisecond)
		near := (tag + round%6) % anchors
		e.Hear(&tracks[tag], beacons.Sighting{
			Tag: names[tag], Anchor: plan.Anchors[near].ID, At: at,
			RSSI: float32(-60 - 4*(round%6) - (i*7)%9),
		})
	}
}
