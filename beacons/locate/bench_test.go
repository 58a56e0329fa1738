package locate

import (
	"fmt"
	"math"
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
	const often, seldom = 55 * time.Millisecond, 750 * time.Millisecond
	for _, c := range []struct {
		name          string
		anchors, tags int
		pause         time.Duration // from one sighting of a tag to the next, by any anchor
		learnt        bool
	}{
		{"20_anchors", 20, 10_000, often, false},
		{"200_anchors", 200, 10_000, often, false},
		{"20_anchors_100_tags", 20, 100, often, false},
		{"20_anchors_learnt", 20, 10_000, often, true},
		{"20_anchors_rare", 20, 10_000, seldom, false},
		{"20_anchors_rare_learnt", 20, 10_000, seldom, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			plan := roomy(c.anchors)
			e := New(plan)
			if c.learnt {
				e.Use(Learn(plan, lessonsOf(plan)))
			}
			benchHear(b, e, plan, c.tags, c.pause)
		})
	}
}

// lessonsOf walks through the venue in lines two metres apart.
func lessonsOf(plan beacons.Plan) [][]Sample {
	var out [][]Sample
	now := noon
	for y := 0.0; y < 20; y += 2 {
		var lesson []Sample
		for x := 0.0; x < 76; x += 0.5 {
			now = now.Add(time.Second)
			spot := [2]float64{x, y}
			for _, a := range plan.Anchors {
				lesson = append(lesson, Sample{
					Sighting: beacons.Sighting{Tag: "b", Anchor: a.ID, At: now, RSSI: float32(oneM - slope*math.Log10(max(1, apart(spot, a.At))))},
					Zone:     zoneOf(plan, spot), Spot: spot, Placed: true,
				})
			}
		}
		out = append(out, lesson)
	}
	return out
}

// benchHear hears every tag by six anchors in turn, from people who have been
// there for ninety sightings and stand still. The CPU it takes is told too, for
// a machine that others use.
func benchHear(b *testing.B, e *Engine, plan beacons.Plan, tags int, pause time.Duration) {
	tracks, names := make([]Track, tags), make([]beacons.Tag, tags)
	for i := range names {
		names[i] = beacons.Tag(fmt.Sprintf("b%05d", i))
	}
	level := make([][]float32, len(plan.Anchors))
	for i, home := range plan.Anchors {
		for _, near := range plan.Anchors {
			level[i] = append(level[i], float32(oneM-slope*math.Log10(apart(home.At, near.At)+1)))
		}
	}
	hear := func(i int) {
		tag, round := i%tags, i/tags
		home, near := tag%len(plan.Anchors), (tag+round%6)%len(plan.Anchors)
		at := noon.Add(time.Duration(round)*pause + pause*time.Duration(tag)/time.Duration(tags))
		e.Hear(&tracks[tag], beacons.Sighting{Tag: names[tag], Anchor: plan.Anchors[near].ID, At: at, RSSI: level[home][near] - 4 + float32((i*7+round*5)%9)})
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
