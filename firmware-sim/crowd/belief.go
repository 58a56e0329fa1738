package crowd

// The oracle asks about three kinds of zone; each is one bit of a mask.
const (
	coffee = iota
	bacon
	dance
	oracleKinds
)

// In dB of mean level: above clear no fading makes an engine doubt where a badge
// is, within doubt it may believe the other zone.
const (
	clear     = 11
	doubt     = 14
	audible   = 8  // above the weakest report: nearly every report gets through
	inaudible = 10 // below it: none does
)

func oracleKind(kind string) int {
	switch kind {
	case "coffee":
		return coffee
	case "bacon":
		return bacon
	case "dance":
		return dance
	}
	return oracleKinds
}

// judge marks every cell with what an engine must and what it could believe of
// a tag there, given the anchors that work. It looks at mean levels only.
func (f *floor) judge(a *air) {
	for cell := range f.zoneAt {
		best := a.loudest(0, f, cell)
		phone := a.loudest(1, f, cell)
		inside := oracleKinds
		if z := f.zoneAt[cell]; z != outside {
			inside = oracleKind(string(f.plan.Zones[z].Kind))
		}
		f.sure[cell], f.maybe[cell], f.maybePhone[cell] = 0, 0, 0
		for k := range oracleKinds {
			bit := uint8(1) << k
			other := best.without(k)
			if inside == k && best[k] >= other+clear && best[k] >= a.Weakest+audible {
				f.sure[cell] |= bit
			}
			if best[k] >= other-doubt && best[k] >= a.Weakest-inaudible {
				f.maybe[cell] |= bit
			}
			if phone[k] >= a.Weakest-inaudible {
				f.maybePhone[cell] |= bit
			}
		}
		f.deaf[cell] = max(best[0], best[1], best[2], best[3]) < a.Weakest+audible+2
	}
}

// levels are the loudest mean levels by oracle kind; the last is all the rest.
type levels [oracleKinds + 1]float64

func (l levels) without(k int) float64 {
	l[k] = silence
	return max(l[0], l[1], l[2], l[3])
}

const silence = -200.0

func (a *air) loudest(kind int, f *floor, cell int) levels {
	l := levels{silence, silence, silence, silence}
	for i := range a.anchors {
		n := &a.anchors[i]
		if n.dead || n.kind != kind || n.zone == outside {
			continue
		}
		k := oracleKind(string(f.plan.Zones[n.zone].Kind))
		l[k] = max(l[k], float64(n.level[cell]))
	}
	return l
}

// stretch is seconds since the opening, from the first to after the last.
type stretch struct{ from, to int32 }

// runs are the stretches in which an engine must, and could, believe one
// person in one kind of zone.
type runs struct{ sure, maybe []stretch }

// Breaks shorter than these (seconds) do not end a stretch.
const (
	sureBreak  = 5
	maybeBreak = 60
)

// note adds this second to the runs of a body.
func (c *Crowd) note(b *body) {
	f, g, cell := c.floor, &c.guests[b.index], c.cells[b.index]
	var sure, maybe uint8
	if g.badge != "" {
		sure, maybe = f.sure[cell], f.maybe[cell]
	}
	if g.phone != "" && (g.badge == "" || f.deaf[cell]) {
		maybe |= f.maybePhone[cell]
	}
	if maybe == 0 {
		return
	}
	for k := range c.runs[b.index] {
		r := &c.runs[b.index][k]
		if maybe>>k&1 == 1 {
			r.maybe = extend(r.maybe, int32(c.now), maybeBreak)
		}
		if sure>>k&1 == 1 {
			r.sure = extend(r.sure, int32(c.now), sureBreak)
		}
	}
}

// extend makes the last stretch reach over the second now, or begins a new one.
func extend(list []stretch, now, gap int32) []stretch {
	if n := len(list); n > 0 && now-list[n-1].to <= gap {
		list[n-1].to = now + 1
		return list
	}
	return append(list, stretch{now, now + 1})
}
