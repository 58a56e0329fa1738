package accuracy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"foyer/beacons"
)

// Site is one place where somebody recorded radio and truth, under one way to
// divide it into zones.
type Site struct {
	Name string // "tetam-4"
	Plan beacons.Plan
	Runs []Run
	// Cut names the kinds of which no recording is like another (other rooms,
	// another carrier). To learn from a part of them, they are cut into pieces.
	Cut []string
}

// Run is one recording: what was heard of one tag, and where it truly was.
type Run struct {
	Name  string
	Kind  string             // "still", "walk", "car": runs of a kind are scored together
	Heard []beacons.Sighting // by time
	Truth []Truth            // by time; empty = the tag lay still in a place nobody wrote down
}

// Truth is where the tag truly was from At on.
type Truth struct {
	At     time.Time
	Zone   beacons.Zone
	Spot   [2]float64 // metres
	Placed bool       // Spot is known
}

// Kinds lists the kinds of the site's runs in order of appearance.
func (s Site) Kinds() []string {
	var kinds []string
	for _, r := range s.Runs {
		if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// truthAt is the newest truth not after a time.
func (r Run) truthAt(at time.Time) (Truth, bool) {
	i, found := slices.BinarySearchFunc(r.Truth, at, func(t Truth, at time.Time) int { return t.At.Compare(at) })
	if !found {
		i--
	}
	if i < 0 {
		return Truth{}, false
	}
	return r.Truth[i], true
}

// zoneAt is the true zone at a time.
func (r Run) zoneAt(at time.Time) beacons.Zone {
	t, _ := r.truthAt(at)
	return t.Zone
}

// piece is how long the pieces of a cut recording are.
const piece = time.Minute

// cut divides a run into pieces.
func (r Run) cut() []Run {
	var out []Run
	for from := r.Heard[0].At; !from.After(r.Heard[len(r.Heard)-1].At); from = from.Add(piece) {
		part := Run{Name: fmt.Sprintf("%s piece %d", r.Name, len(out)+1), Kind: r.Kind}
		for _, s := range r.Heard {
			if !s.At.Before(from) && s.At.Before(from.Add(piece)) {
				part.Heard = append(part.Heard, s)
			}
		}
		for _, t := range r.Truth {
			if !t.At.Before(from) && t.At.Before(from.Add(piece)) {
				part.Truth = append(part.Truth, t)
			}
		}
		out = append(out, part)
	}
	return out
}

// tidy puts a run in the order of time, as it would have arrived.
func (r *Run) tidy() {
	slices.SortStableFunc(r.Heard, func(a, b beacons.Sighting) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(r.Truth, func(a, b Truth) int { return a.At.Compare(b.At) })
}

// nearest names the anchor of the plan nearest to a spot, among those that may.
func nearest(plan beacons.Plan, spot [2]float64, may func(beacons.AnchorPlan) bool) beacons.AnchorPlan {
	best := slices.Collect(func(yield func(beacons.AnchorPlan) bool) {
		for _, a := range plan.Anchors {
			if may(a) && !yield(a) {
				return
			}
		}
	})
	return slices.MinFunc(best, func(a, b beacons.AnchorPlan) int {
		return cmp.Compare(apart(a.At, spot), apart(b.At, spot))
	})
}

// apart is the square of the distance of two spots.
func apart(a, b [2]float64) float64 {
	dx, dy := a[0]-b[0], a[1]-b[1]
	return dx*dx + dy*dy
}
