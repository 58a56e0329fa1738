package locate_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/frame"
	"foyer/beacons/locate"
	"foyer/firmware-sim/crowd"
)

// watch follows a pretend crowd with an engine and keeps what it said, second
// by second, beside what was true.
type watch struct {
	crowd    *crowd.Crowd
	engine   *locate.Engine
	from, to time.Time
	tracks   map[beacons.Tag]*locate.Track
	said     map[beacons.Person][]beacons.Zone
	loud     map[beacons.Person]map[beacons.Anchor]float32 // dBm, as last heard
	now      time.Time
	masks    *frame.Resolver // not nil: badges go by another address every 16 s
	refused  int             // sightings of theirs that were not believed
}

// outcome is how well a watch went. A false visit is a stay of 30 s or more in
// a zone where the person was not within a minute of it.
type outcome struct {
	right, all, changes, visits int
	people                      float64 // person-hours
}

func (o outcome) accuracy() float64 { return float64(o.right) / float64(o.all) }
func (o outcome) perHour() float64  { return float64(o.changes) / o.people }
func (o outcome) falsely() float64  { return float64(o.visits) / o.people }

func (o outcome) String() string {
	return fmt.Sprintf("%.1f %% right, %.2f changes and %.2f false visits a person-hour", 100*o.accuracy(), o.perHour(), o.falsely())
}

// newWatch makes a crowd whose doors have been open for a while; it is watched
// from two and a half hours after that.
func newWatch(seed uint64, people int, d time.Duration) *watch {
	plan := crowd.PierWest()
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	from := opens.Add(150 * time.Minute)
	return &watch{
		crowd: crowd.New(seed, plan, people, opens, opens.Add(34*time.Hour)), engine: locate.New(plan),
		from: from, to: from.Add(d),
		tracks: map[beacons.Tag]*locate.Track{}, said: map[beacons.Person][]beacons.Zone{},
		loud: map[beacons.Person]map[beacons.Anchor]float32{},
	}
}

// run lives until an hour of the watch; break it first with w.crowd.Break.
func (w *watch) run(to time.Time) {
	now := w.from.Add(-5 * time.Minute)
	if len(w.tracks) == 0 {
		w.crowd.Step(now, nil, nil)
	} else {
		now = w.from.Add(time.Duration(w.seconds()) * time.Second)
	}
	for ; now.Before(to); now = now.Add(time.Second) {
		w.now = now
		w.crowd.Step(now, w.hear, nil)
		if !now.Before(w.from) {
			w.ask(now)
		}
	}
}

func (w *watch) seconds() int {
	most := 0
	for _, s := range w.said {
		most = max(most, len(s))
	}
	return most
}

func (w *watch) hear(_ beacons.Anchor, list []beacons.Sighting) {
	for _, s := range list {
		if !strings.HasPrefix(string(s.Tag), "b") {
			continue
		}
		if w.masks != nil && !w.unmask(&s) {
			w.refused++
			continue
		}
		if w.tracks[s.Tag] == nil {
			w.tracks[s.Tag] = &locate.Track{}
			w.loud[personOf(s.Tag)] = map[beacons.Anchor]float32{}
		}
		w.loud[personOf(s.Tag)][s.Anchor] = s.RSSI
		w.engine.Hear(w.tracks[s.Tag], s)
	}
}

// rotation is how often a badge changes its address: every 16 s.
const rotation = 4

// mask lets all badges go by addresses that rotate.
func (w *watch) mask() {
	w.masks = frame.NewResolver(frame.Options{Plan: crowd.PierWest(), Slack: 150 * time.Second})
}

// unmask hears a badge under the address that it has now, as the air carries
// it, and asks whose it is.
func (w *watch) unmask(s *beacons.Sighting) bool {
	var key frame.Key
	copy(key[:], s.Tag)
	if w.tracks[s.Tag] == nil {
		if w.masks.Enroll(frame.Badge{Tag: s.Tag, Key: key, Exponent: rotation, Counter: uint32(w.now.Unix()), At: w.now}) != nil {
			return false
		}
	}
	w.masks.Advance(w.now)
	eid := frame.Compute(key, rotation, uint32(w.now.Unix()))
	tag, verdict := w.masks.Resolve(eid, s.At, "")
	s.Tag = tag
	return verdict == frame.Genuine
}

func (w *watch) ask(now time.Time) {
	second := int(now.Sub(w.from) / time.Second)
	for tag, track := range w.tracks {
		p := personOf(tag)
		for len(w.said[p]) < second {
			w.said[p] = append(w.said[p], "")
		}
		w.said[p] = append(w.said[p], w.engine.Check(track, now).Zone)
	}
}

func personOf(tag beacons.Tag) beacons.Person { return beacons.Person("p" + string(tag[2:])) }

// truth is where everybody was, second by second.
func (w *watch) truth() map[beacons.Person][]beacons.Zone {
	out := map[beacons.Person][]beacons.Zone{}
	n := int(w.to.Sub(w.from) / time.Second)
	for _, v := range w.crowd.Truth() {
		if out[v.Person] == nil {
			out[v.Person] = make([]beacons.Zone, n)
		}
		end := v.To
		if end.IsZero() {
			end = w.to
		}
		for i := max(0, int(v.From.Sub(w.from)/time.Second)); i < min(n, int(end.Sub(w.from)/time.Second)); i++ {
			out[v.Person][i] = v.Zone
		}
	}
	return out
}

// judge compares what was said with what was true.
func (w *watch) judge() outcome {
	var o outcome
	truth := w.truth()
	for p, said := range w.said {
		o.people += float64(len(said)) / 3600
		o.compare(said, truth[p])
	}
	return o
}

func (o *outcome) compare(said, truth []beacons.Zone) {
	since := 0
	for i := range said {
		if i < len(truth) && truth[i] != "" {
			o.all++
			if said[i] == truth[i] {
				o.right++
			}
		}
		if i == 0 && said[i] != "" || i > 0 && said[i] != said[i-1] {
			o.changes++
			since = i
		}
		if z := said[i]; z != "" && i-since == 30 && !slices.Contains(truth[max(0, min(since-60, len(truth))):min(len(truth), i+60)], z) {
			o.visits++
		}
	}
}
