package locate

import "math"

const (
	stillMove = 0.3   // share of belief that moves on in a beat, of somebody at rest
	walkMove  = 0.9   // the same, of somebody on the move
	jump      = 0.02  // share that may be anywhere: we may have been wrong
	familiar  = 20    // how much likelier the zone is where we lost somebody
	heavy     = 1e-2  // beliefs that are worth spreading to the neighbours
	smallest  = 1e-30 // no belief is less
	worst     = 80    // a spot that explains so much worse (log) than the best has no belief left
	faint     = 1e-5  // beliefs below that share of the strongest are forgotten
)

// scratch is the room to work in for one decision; it remembers nothing.
type scratch struct {
	mass  []float32 // per spot
	cost  []float32 // per spot
	spots []uint16  // those with a mass
	guest []uint16  // those that are there because an anchor is loud
	zone  []float32 // per zone

	fast, slow [maxEars]float32 // the levels of the track's ears now
	voices     uint8            // a bit for every source and group that is heard
}

func (s *scratch) size(spots, zones int) {
	s.mass, s.cost = make([]float32, spots), make([]float32, spots)
	s.spots, s.guest = make([]uint16, 0, spots), make([]uint16, 0, 2*spots)
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
	first, second := e.loudest(t)
	if t.beliefs == 0 {
		e.scratch.guest = e.scratch.guest[:0]
		e.wonder(t)
		return
	}
	f, s := &e.field, &e.scratch
	for i := range int(t.beliefs) {
		spot, mass := t.spot[i], t.mass[i]
		if int(spot) >= len(f.zone) {
			continue // a new map has fewer spots
		}
		if mass < heavy { // not worth spreading
			s.put(spot, mass)
			continue
		}
		s.put(spot, mass*(1-move-jump))
		for _, n := range f.near[spot] {
			s.put(n.to, mass*move*n.weight)
		}
	}
	e.suspect(first, second)
}

// suspect gives a little mass to the spots around the two loudest anchors.
func (e *Engine) suspect(first, second uint16) {
	f, s := &e.field, &e.scratch
	share := float32(jump) / float32(max(1, len(f.scouts[first])+len(f.scouts[second])))
	s.guest = append(append(s.guest[:0], f.scouts[first]...), f.scouts[second]...)
	for _, spot := range s.guest {
		s.put(spot, share)
	}
}

// wonder gives every spot a mass, when nothing is believed yet.
func (e *Engine) wonder(t *Track) {
	for spot, zone := range e.field.zone {
		mass := float32(1)
		switch {
		case t.zone != 0 && zone != t.zone:
			mass = jump // the store said where the person was
		case t.zone == 0 && t.last == zone:
			mass = familiar // whom we lost may have been there all the time
		}
		e.scratch.put(uint16(spot), mass)
	}
}

// loudest names the two anchors that hear the track best, and notes how well.
func (e *Engine) loudest(t *Track) (first, second uint16) {
	best, next := float32(math.Inf(-1)), float32(math.Inf(-1))
	for i := range int(t.ears) {
		switch level := e.scratch.fast[i]; {
		case level > best:
			next, second = best, first
			best, first = level, t.ear[i].anchor
		case level > next:
			next, second = level, t.ear[i].anchor
		}
	}
	t.loudest = best
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
	far := float32(math.MaxFloat32)
	if beta > 0 {
		far = worst / beta
	}
	var top float32
	for _, spot := range s.spots {
		var m float32
		if worse := s.cost[spot] - least; worse < far {
			m = s.mass[spot] * exp(-beta*worse)
		}
		s.mass[spot] = m
		top = max(top, m)
	}
	t.keep(s, top*faint, s.likeliest())
}

// keep stores the beliefs above a floor, which rises until they fit. Where many
// are the same, it keeps every so many. The guest stays in any case, so that a
// new place can grow beside many old ones.
func (t *Track) keep(s *scratch, floor float32, guest int) {
	const most = maxBeliefs - 1
	floor = max(floor, smallest) // a floor of nothing would never rise
	n := s.above(floor)
	for n > most {
		m := s.above(2 * floor)
		if m < most/4 {
			break
		}
		n, floor = m, 2*floor
	}
	stride, seen := max(1, (n+most-1)/most), 0
	var sum float32
	t.beliefs = 0
	for _, spot := range s.spots {
		m := s.mass[spot]
		among := m >= floor
		if among && seen%stride == 0 || int(spot) == guest && m >= smallest {
			t.spot[t.beliefs], t.mass[t.beliefs] = spot, m
			t.beliefs++
			sum += m
		}
		if among {
			seen++
		}
		s.mass[spot] = 0
	}
	for i := range int(t.beliefs) {
		t.mass[i] = max(t.mass[i]/sum, smallest)
	}
	s.spots = s.spots[:0]
}

// likeliest is the guest that explains best what is heard; -1 without guests.
func (s *scratch) likeliest() int {
	best := -1
	for _, spot := range s.guest {
		if best < 0 || s.cost[spot] < s.cost[best] {
			best = int(spot)
		}
	}
	return best
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
	whole := int32(y) - 1
	part := y - float32(whole)
	p := 1 + part*(0.6951786+part*(0.2274115+part*0.0774099))
	return p * math.Float32frombits(uint32(127+whole)<<23)
}
