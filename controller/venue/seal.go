package venue

import (
	"maps"
	"slices"

	"foyer/beacons"
	"foyer/rules"
)

// mark is how far a source has been taken.
type mark struct {
	Mark
	moved bool // to be told to the source with the next batch
	// gap is the lowest number seen beyond a gap, and how often: a source that
	// sends it a third time no longer has what is missing.
	gap   uint64
	often int
}

// patience is how often a number beyond a gap must come before the gap is
// taken as lost.
const patience = 3

// fresh tells whether a message is new, by its source's own numbering.
func (v *Venue) fresh(h Heard) bool {
	if h.Source == "" {
		return true
	}
	m := v.marks[h.Source]
	if m == nil || m.Boot != h.Boot {
		m = &mark{Mark: Mark{Source: h.Source, Boot: h.Boot}}
		v.marks[h.Source] = m
	}
	m.moved = true
	if h.Seq <= m.Seq {
		v.counts.Repeated++
		return false
	}
	if h.Seq > m.Seq+1 && !m.gone(h.Seq) {
		return false
	}
	if lost := h.Seq - m.Seq - 1; lost > 0 {
		v.counts.Gaps += lost
	}
	m.Seq, m.gap, m.often = h.Seq, 0, 0
	return true
}

// gone tells whether what lies before seq is lost for good.
func (m *mark) gone(seq uint64) bool {
	if m.gap == 0 || seq < m.gap {
		m.gap, m.often = seq, 0
	}
	if seq == m.gap {
		m.often++
	}
	return m.often >= patience
}

// Seal hands over everything since the last Seal that must be safe before its
// effects are let go, or nil when nothing has changed.
func (v *Venue) Seal() *Batch {
	for _, m := range v.dirty {
		m.dirty = false
		v.batch.Profiles = append(v.batch.Profiles, m.save())
	}
	v.dirty, v.pressing = v.dirty[:0], false
	v.saveFunnels()
	v.batch.Marks = append(v.batch.Marks, v.sources()...)
	if v.batch.Empty() {
		return nil
	}
	batch := v.batch
	batch.Number++
	v.batch = Batch{Number: batch.Number}
	return &batch
}

// Pressing tells whether a batch should be sealed at once: it holds more than
// marks and the times of last sightings, which can wait a moment.
func (v *Venue) Pressing() bool { return v.pressing || !v.batch.Empty() }

func (v *Venue) sources() (moved []Mark) {
	for _, m := range v.marks {
		if m.moved {
			m.moved = false
			moved = append(moved, m.Mark)
		}
	}
	return moved
}

// save encodes what happened to a person. Of who is not followed only what they
// did themselves is kept: nothing else is known. Nothing deletes what was saved.
func (m *member) save() Saved {
	saved := Saved{Person: m.profile.Person}
	if m.follow {
		m.profile.Heard = m.heard
	}
	if m.follow || m.profile.Acted() {
		saved.JSON = m.profile.AppendJSON(make([]byte, 0, 512))
	}
	return saved
}

// Marks are how far every source has been taken, to be told again to all.
func (v *Venue) Marks() []Mark {
	marks := make([]Mark, 0, len(v.marks))
	for _, m := range v.marks {
		marks = append(marks, m.Mark)
	}
	return marks
}

// Snapshot is the venue at one moment, for people to look at.
type Snapshot struct {
	Zones  map[beacons.Zone]int
	Pools  []PoolCount
	Draws  []DrawCount
	Counts Counts
	People int // in any zone
	Stops  rules.Stops
	Rules  int // version of the rules in force; 0 = it has none
	// Acted is how often each rule has acted; a shadow stands under its account.
	Acted  map[string]int
	Forged []Forgery
	Strays []Stray
	Trials []Trial // experiments and the holdout, a few seconds old at most
	Games  []Board
	// Funnels are what became of the pushes of each rule.
	Funnels map[string]Funnel
}

// PoolCount is how many codes of a pool are in which state.
type PoolCount struct {
	Name                            string
	Free, Reserved, Given, Redeemed int
	WarnBelow                       int
	Item                            bool   // a stock of items, not codes
	HandOutAt                       string // where an item is handed out
}

// Imported is how many codes the pool has ever had.
func (p PoolCount) Imported() int { return p.Free + p.Reserved + p.Given + p.Redeemed }

// Snapshot copies what the pages show.
func (v *Venue) Snapshot() Snapshot {
	s := Snapshot{
		Acted: maps.Clone(v.totals),
		Zones: make(map[beacons.Zone]int, len(v.zones)), Counts: v.counts, Forged: v.masks.list(), Strays: slices.Clone(v.strays),
		Stops: v.stops, Rules: v.decider.Version(), Trials: v.reading(), Games: v.boards(), Funnels: maps.Clone(v.funnels),
	}
	for _, z := range v.zones {
		s.Zones[z.id] = z.people()
		s.People += z.people()
	}
	s.Pools, s.Draws = v.poolCounts(), v.drawCounts()
	return s
}

// Everything is one batch of all that is known now, for a store that has gone
// back in time. Lost is the batch that it refused.
func (v *Venue) Everything(lost *Batch) *Batch {
	for _, m := range v.order {
		if m.follow || m.profile.Acted() {
			v.touch(m)
		}
	}
	v.saveNobody()
	for _, p := range v.pools {
		for _, code := range p.order {
			v.batch.Codes = append(v.batch.Codes, *p.codes[code])
		}
	}
	for _, m := range v.marks {
		m.moved = true
	}
	for name, body := range v.notes {
		v.batch.Notes = append(v.batch.Notes, Note{Name: name, Body: body})
	}
	for id := range v.seen {
		v.batch.Seen = append(v.batch.Seen, id)
	}
	v.batch.Visits = append(lost.Visits, v.batch.Visits...)
	v.batch.Decisions = append(lost.Decisions, v.batch.Decisions...)
	v.restop()
	v.batch.Settled = append(lost.Settled, v.batch.Settled...)
	v.batch.Told = append(lost.Told, v.batch.Told...)
	v.batch.Out = nil
	for _, e := range v.out {
		v.batch.Out = append(v.batch.Out, e)
	}
	return v.Seal()
}
