package locate_test

import (
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/locate"
	"foyer/firmware-sim/crowd"
)

// TestTheCrowdIsLocated scores the engine on an hour of the pretend crowd. The
// crowd's air is believable, not true: this is a floor, no claim.
func TestTheCrowdIsLocated(t *testing.T) {
	plan := crowd.PierWest()
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	from, to := opens.Add(150*time.Minute), opens.Add(210*time.Minute)
	c := crowd.New(2, plan, 150, opens, opens.Add(34*time.Hour))
	engine := locate.New(plan)
	tracks := map[beacons.Tag]*locate.Track{}
	type moment struct {
		person string
		second int
	}
	answers := map[moment]beacons.Zone{}
	last := map[beacons.Tag]beacons.Zone{}
	changes := 0
	for now := opens; now.Before(to); now = now.Add(time.Second) {
		c.Step(now, func(_ beacons.Anchor, list []beacons.Sighting) {
			for _, s := range list {
				if !strings.HasPrefix(string(s.Tag), "b") || now.Before(from.Add(-5*time.Minute)) {
					continue
				}
				if tracks[s.Tag] == nil {
					tracks[s.Tag] = &locate.Track{}
				}
				engine.Hear(tracks[s.Tag], s)
			}
		}, nil)
		if now.Before(from) {
			continue
		}
		for tag, track := range tracks {
			zone := engine.Check(track, now).Zone
			if zone != last[tag] {
				changes++
				last[tag] = zone
			}
			answers[moment{"p" + string(tag[2:]), int(now.Sub(from) / time.Second)}] = zone
		}
	}
	right, all := 0, 0
	for _, visit := range c.Truth() {
		end := visit.To
		if end.IsZero() {
			end = to
		}
		for at := visit.From; at.Before(end); at = at.Add(time.Second) {
			second := int(at.Sub(from) / time.Second)
			zone, asked := answers[moment{string(visit.Person), second}]
			if at.Before(from) || !asked {
				continue
			}
			all++
			if zone == visit.Zone {
				right++
			}
		}
	}
	accuracy := float64(right) / float64(all)
	perHour := float64(changes) / float64(len(tracks))
	t.Logf("accuracy %.3f over %d person-seconds, %.2f changes a person-hour", accuracy, all, perHour)
	if accuracy < 0.97 || perHour > 6 {
		t.Errorf("an hour of the crowd: got %.1f %% right at %.2f changes a person-hour, want 97 %% or more at 6 or fewer", 100*accuracy, perHour)
	}
}
