package accuracy

import (
	"cmp"
	"slices"
	"time"

	"foyer/beacons"
)

// Baselines are the simple methods that ours must beat.
func Baselines() []Method {
	return []Method{
		simple("strongest last", func(h *history) beacons.Zone { return h.loudest(h.last()) }),
		simple("mean 5 s", func(h *history) beacons.Zone { return h.loudest(h.mean()) }),
		simple("mean 5 s + 4 dB", func(h *history) beacons.Zone { return h.margin(h.mean(), 4) }),
		{Name: "mqtt_room", Learn: learnRoom},
		{Name: "7 nearest", Learn: learnNearest},
	}
}

// window is how long the simple methods look back.
const window = 5 * time.Second

// history is what a simple method remembers: the last seconds, and its answer.
type history struct {
	plan  beacons.Plan
	index map[beacons.Anchor]int
	heard []beacons.Sighting
	said  beacons.Zone
}

// levels is one level in dB for each anchor of the plan; NaN-free: unheard is silent.
type levels []float64

const silent = -105

// simple makes a method that needs no training.
func simple(name string, answer func(*history) beacons.Zone) Method {
	return Method{Name: name, Learn: func(plan beacons.Plan, _ []Run) func() Teller {
		return func() Teller {
			h := newHistory(plan)
			return func(now time.Time, heard []beacons.Sighting) beacons.Zone {
				h.hear(now, heard)
				h.said = answer(h)
				return h.said
			}
		}
	}}
}

func (h *history) hear(now time.Time, heard []beacons.Sighting) {
	h.heard = append(h.heard, heard...)
	h.heard = slices.DeleteFunc(h.heard, func(s beacons.Sighting) bool { return now.Sub(s.At) > window })
}

// level is a sighting's loudness; calibrated distance counts before RSSI.
func level(s beacons.Sighting) float64 {
	if s.Distance > 0 {
		return -float64(s.Distance)
	}
	return float64(s.RSSI)
}

func (h *history) mean() levels {
	sum, n := make(levels, len(h.plan.Anchors)), make([]float64, len(h.plan.Anchors))
	for _, s := range h.heard {
		if i := h.anchor(s.Anchor); i >= 0 {
			sum[i] += level(s)
			n[i]++
		}
	}
	for i := range sum {
		if n[i] == 0 {
			sum[i] = silent
		} else {
			sum[i] /= n[i]
		}
	}
	return sum
}

func (h *history) last() levels {
	out := make(levels, len(h.plan.Anchors))
	for i := range out {
		out[i] = silent
	}
	for _, s := range h.heard {
		if i := h.anchor(s.Anchor); i >= 0 {
			out[i] = level(s)
		}
	}
	return out
}

func newHistory(plan beacons.Plan) *history {
	h := &history{plan: plan, index: make(map[beacons.Anchor]int)}
	for i, a := range plan.Anchors {
		h.index[a.ID] = i
	}
	return h
}

func (h *history) anchor(a beacons.Anchor) int {
	if i, known := h.index[a]; known {
		return i
	}
	return -1
}

// loudest is the zone of the loudest anchor; the last answer when none is heard.
func (h *history) loudest(l levels) beacons.Zone {
	best := -1
	for i := range l {
		if l[i] > silent && (best < 0 || l[i] > l[best]) {
			best = i
		}
	}
	if best < 0 {
		return h.said
	}
	return h.plan.Anchors[best].Zone
}

// margin keeps the last answer unless another zone is louder by some dB.
func (h *history) margin(l levels, db float64) beacons.Zone {
	home := float64(silent)
	for i, a := range h.plan.Anchors {
		if a.Zone == h.said {
			home = max(home, l[i])
		}
	}
	if best := slices.Max(l); h.said == "" || best > home+db {
		return h.loudest(l)
	}
	return h.said
}

// learnRoom is Home Assistant's mqtt_room: take an update of the same room, of
// a nearer one, or of any when the stored one is older than five seconds.
func learnRoom(plan beacons.Plan, _ []Run) func() Teller {
	return func() Teller {
		h := newHistory(plan)
		var kept beacons.Sighting
		return func(_ time.Time, heard []beacons.Sighting) beacons.Zone {
			for _, s := range heard {
				i := h.anchor(s.Anchor)
				if i < 0 {
					continue
				}
				zone := plan.Anchors[i].Zone
				if zone == h.said || h.said == "" || level(s) > level(kept) || s.At.Sub(kept.At) > window {
					kept, h.said = s, zone
				}
			}
			return h.said
		}
	}
}

// print is one fingerprint: the levels of five seconds, and the true zone.
type print struct {
	l    levels
	zone beacons.Zone
}

// learnNearest is the radio map of the textbooks: the zone most of the seven
// nearest fingerprints were taken in.
func learnNearest(plan beacons.Plan, train []Run) func() Teller {
	var prints []print
	for _, r := range train {
		prints = append(prints, printsOf(plan, r)...)
	}
	return func() Teller {
		h := newHistory(plan)
		return func(now time.Time, heard []beacons.Sighting) beacons.Zone {
			h.hear(now, heard)
			h.said = vote(prints, h.mean(), 7)
			return h.said
		}
	}
}

// printsOf takes a fingerprint every window of a run.
func printsOf(plan beacons.Plan, r Run) []print {
	if len(r.Truth) == 0 || len(r.Heard) == 0 {
		return nil
	}
	var out []print
	h := newHistory(plan)
	next := 0
	for now := r.Heard[0].At.Add(window); next < len(r.Heard); now = now.Add(window) {
		from := next
		for next < len(r.Heard) && !r.Heard[next].At.After(now) {
			next++
		}
		h.hear(now, r.Heard[from:next])
		out = append(out, print{l: h.mean(), zone: r.zoneAt(now.Add(-window / 2))})
	}
	return out
}

// vote is the zone of most of the k prints nearest in signal; of the nearest
// when they disagree evenly.
func vote(prints []print, l levels, k int) beacons.Zone {
	best := make([]far, 0, k+1)
	for _, p := range prints {
		d := 0.0
		for i := range l {
			d += (l[i] - p.l[i]) * (l[i] - p.l[i])
		}
		if len(best) == k && d >= best[k-1].d {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, d, func(f far, d float64) int { return cmp.Compare(f.d, d) })
		best = slices.Insert(best, at, far{d, p.zone})
		best = best[:min(k, len(best))]
	}
	return majority(best)
}

// far is a print's distance in signal, and its zone.
type far struct {
	d    float64
	zone beacons.Zone
}

func majority(best []far) beacons.Zone {
	count := make(map[beacons.Zone]int)
	for _, f := range best {
		count[f.zone]++
	}
	var most beacons.Zone
	for _, f := range best { // by nearness, never by the order of a map
		if count[f.zone] > count[most] {
			most = f.zone
		}
	}
	return most
}
