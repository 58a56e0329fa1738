package locate

import "math"

const (
	stillMove = 0.3   // share of belief that moves on in a beat, of somebody at rest
	walkMove  = 0.7   // the same, of somebody on the move
	jump      = 0.001 // share that may be anywhere: we may have been wrong
	faint     = 1e-4  // beliefs below that share of the strongest are forgotten
)

// scratch is the room to work in for one decision; it remembers nothing.
type scratch struct {
	mass  []float32 // per spot
	cost  []float32 // per spot
	spots []uint16  // those with a mass
	zone  []float32 // per zone
}

func (s *scratch) size(spots, zones int) {
	s.mass, s.cost = make([]float32, spots), make([]float32, spots)
	s.spots = make([]uint16, 0, spots)
	s.zone = make([]float32, zones)
}

// put adds mass to a spot.
func (s *scratch) put(spot uint16, mass float32) {
	if s.mass[spot] == 0 {
		s.spots = append(s.spots, spot)
	}
	s.mass[spot] += mass
}

// predict spreads what the track believed over where the person may be now.
func (e *Engine) predict(t *Track, move float32) {
	if t.beliefs == 0 {
		e.wonder(t)
		return
	}
	f, s := &e.field, &e.scratch
	for i := range int(t.beliefs) {
		spot, mass := t.spot[i], t.mass[i]
		if int(spot) >= len(f.zone) {
			continue // a new map has fewer spots
		}
		s.put(spot, mass*(1-move-jump))
		for _, n := range f.near[spot] {
			s.put(n.to, mass*move*n.weight)
		}
	}
	e.suspect(t)
}

// suspect gives a little mass to the spots around the two loudest anchors.
func (e *Engine) suspect(t *Track) {
	f, s := &e.field, &e.scratch
	first, second := t.loudest()
	share := float32(jump) / float32(max(1, len(f.scouts[first])+len(f.scouts[second])))
	for _, spot := range f.scouts[first] {
		s.put(spot, share)
	}
	for _, spot := range f.scouts[second] {
		s.put(spot, share)
	}
}

// wonder gives every spot a mass, when nothing is believed yet.
func (e *Engine) wonder(t *Track) {
	for spot, zone := range e.field.zone {
		mass := float32(1)
		if t.zone != 0 && zone != t.zone {
			mass = jump // the store said where the person was
		}
		e.scratch.put(uint16(spot), mass)
	}
}

// loudest names the two anchors that hear the track best.
func (t *Track) loudest() (first, second uint16) {
	best, next := float32(math.Inf(-1)), float32(math.Inf(-1))
	for i := range int(t.ears) {
		switch x := &t.ear[i]; {
		case x.fast > best:
			next, second = best, first
			best, first = x.fast, x.anchor
		case x.fast > next:
			next, second = x.fast, x.anchor
		}
	}
	return first, second
}

// update weighs every spot that has a mass by what the ears hear, and keeps
// the strongest as the track's beliefs.
func (e *Engine) update(t *Track, beta float32) {
	s := &e.scratch
	least := float32(math.MaxFloat32)
	for _, spot := range s.spots {
		least = min(least, s.cost[spot])
	}
	var sum, top float32
	for _, spot := range s.spots {
		m := s.mass[spot] * exp(-beta*(s.cost[spot]-least))
		s.mass[spot] = m
		sum += m
		top = max(top, m)
	}
	t.keep(s, sum, top*faint)
}

// keep stores the beliefs above a floor, which rises until they fit. Where many
// are the same, it keeps every so many.
func (t *Track) keep(s *scratch, sum, floor float32) {
	n := s.above(floor)
	for n > maxBeliefs {
		m := s.above(2 * floor)
		if m < maxBeliefs/4 {
			break
		}
		n, floor = m, 2*floor
	}
	stride, seen := (n+maxBeliefs-1)/maxBeliefs, 0
	t.beliefs = 0
	for _, spot := range s.spots {
		if m := s.mass[spot]; m >= floor && m > 0 {
			if seen%stride == 0 {
				t.spot[t.beliefs], t.mass[t.beliefs] = spot, m/sum
				t.beliefs++
			}
			seen++
		}
		s.mass[spot] = 0
	}
	s.spots = s.spots[:0]
}

// above counts the spots that have a mass of floor or more.
func (s *scratch) above(floor float32) int {
	n := 0
	for _, spot := range s.spots {
		if s.mass[spot] >= floor {
			n++
		}
	}
	return n
}

// exp is e to the x for x <= 0, good to 0.1 %: beliefs need no more.
func exp(x float32) float32 {
	if x < -80 {
		return 0
	}
	y := x * math.Log2E
	whole := float32(math.Floor(float64(y)))
	part := y - whole
	p := 1 + part*(0.6951786+part*(0.2274115+part*0.0774099))
	return p * math.Float32frombits(uint32(127+int32(whole))<<23)
}
