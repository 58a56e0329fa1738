package locate

import (
	"fmt"
	"syscall"
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

// benchHear hears every tag by six anchors in turn, eighteen times a second in
// all, from people who have been there for five seconds. The CPU it takes is
// told too, for a machine that others use.
func benchHear(b *testing.B, e *Engine, anchors, tags int) {
	tracks, names := make([]Track, tags), make([]beacons.Tag, tags)
	for i := range names {
		names[i] = beacons.Tag(fmt.Sprintf("b%05d", i))
	}
	plan := roomy(anchors)
	hear := func(i int) {
		tag, round := i%tags, i/tags
		near := (tag + round%6) % anchors
		e.Hear(&tracks[tag], beacons.Sighting{
			Tag: names[tag], Anchor: plan.Anchors[near].ID, At: noon.Add(time.Duration(round) * 55 * time.Millisecond),
			RSSI: float32(-60 - 4*(round%6) - (i*7)%9),
		})
	}
	warm := 90 * tags
	for i := range warm {
		hear(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	for i := range b.N {
		hear(warm + i)
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

// cpu is the time that this process has had on a core.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatalf("reading the CPU time: %v", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
