package accuracy

import (
	"time"

	"foyer/beacons"
	"foyer/beacons/locate"
)

// Ours is our engine, with nothing but the plan and with a radio map.
func Ours() []Method {
	return []Method{
		{Name: "ours, no map", Learn: func(plan beacons.Plan, _ []Run) func() Teller {
			return func() Teller { return teller(locate.New(plan)) }
		}},
		{Name: "ours", Learn: func(plan beacons.Plan, train []Run) func() Teller {
			m := locate.Learn(plan, lessons(train))
			e := locate.New(plan)
			e.Use(m)
			return func() Teller { return teller(e) }
		}},
	}
}

// teller plays sightings to an engine as a venue does.
func teller(e *locate.Engine) Teller {
	var t locate.Track
	return func(now time.Time, heard []beacons.Sighting) beacons.Zone {
		for _, s := range heard {
			e.Hear(&t, s)
		}
		return e.Check(&t, now).Zone
	}
}

// lessons labels what was heard with the truth.
func lessons(train []Run) [][]locate.Sample {
	var out [][]locate.Sample
	for _, r := range train {
		var lesson []locate.Sample
		for _, s := range r.Heard {
			if truth, known := r.truthAt(s.At); known {
				lesson = append(lesson, locate.Sample{Sighting: s, Zone: truth.Zone, Spot: truth.Spot, Placed: truth.Placed})
			}
		}
		out = append(out, lesson)
	}
	return out
}
