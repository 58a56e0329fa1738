package locate

// voice is what one source says to one group of anchors at one moment.
type voice struct {
	heard  [maxEars]hearing
	n      int
	off    [maxEars]int // anchors whose silence says nothing
	offs   int
	absent float32 // 0..1: how far silence of the others means something
}

// hearing is one level at one anchor.
type hearing struct {
	anchor int
	level  float32
}

// weigh leaves in e.scratch.cost how badly every spot explains what is heard.
func (e *Engine) weigh(t *Track, now int64, blend float32) {
	for _, spot := range e.scratch.spots {
		e.scratch.cost[spot] = 0
	}
	var v voice
	for source := range maxSources {
		for group := range groups {
			if e.scratch.voices>>(source*groups+group)&1 == 1 && e.voiceOf(t, &v, uint8(source), uint8(group), now, blend) {
				e.explain(&v, group)
			}
		}
	}
}

// voiceOf gathers what a source says to a group; false when it says nothing.
func (e *Engine) voiceOf(t *Track, v *voice, source, group uint8, now int64, blend float32) bool {
	v.n = 0
	var gap float32
	for i := range int(t.ears) {
		x := &t.ear[i]
		a := &e.anchors[x.anchor]
		if x.source != source || a.group != group || !e.field.mapped[x.anchor] {
			continue
		}
		fast, slow := e.scratch.fast[i], e.scratch.slow[i]
		level := slow + blend*(fast-slow)
		if level <= Silent {
			continue
		}
		v.heard[v.n] = hearing{int(x.anchor), max(e.field.floor, level)}
		v.n++
		gap += x.gap
	}
	if v.n == 0 {
		return false
	}
	e.excuse(v, group)
	listened := float32(now - t.source[source].first)
	v.absent = min(1, listened/(3*gap/float32(v.n)+beat))
	return true
}

// explain adds the cost of a voice to every spot that has a mass.
func (e *Engine) explain(v *voice, group int) {
	f, s, anchors := &e.field, &e.scratch, len(e.anchors)
	for _, spot := range s.spots {
		row := f.level[int(spot)*anchors : (int(spot)+1)*anchors]
		square, sum := v.absent*f.quiet[group][spot], v.absent*f.tilt[group][spot]
		for _, h := range v.heard[:v.n] {
			miss, silent := h.level-row[h.anchor], f.floor-row[h.anchor]
			square += miss*miss - v.absent*silent*silent
			sum += miss - v.absent*silent
		}
		for _, a := range v.off[:v.offs] {
			silent := f.floor - row[a]
			square -= v.absent * silent * silent
			sum -= v.absent * silent
		}
		w := f.weight[spot]
		n := float32(v.n) + v.absent*(f.count[group]-float32(v.n+v.offs))
		// The tag may be louder or softer than the map's by a common offset.
		square = w*square - w*w*sum*sum/(1/f.offset+w*n)
		s.cost[spot] += square/2 + n*f.width[spot]
	}
}

// excuse lists the anchors of the group that are off and were not heard: their
// silence says nothing.
func (e *Engine) excuse(v *voice, group uint8) {
	v.offs = 0
	for _, a := range e.off {
		if v.offs < len(v.off) && e.anchors[a].group == group && e.field.mapped[a] && !v.hears(int(a)) {
			v.off[v.offs] = int(a)
			v.offs++
		}
	}
}

func (v *voice) hears(anchor int) bool {
	for _, h := range v.heard[:v.n] {
		if h.anchor == anchor {
			return true
		}
	}
	return false
}
