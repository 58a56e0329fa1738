package frame

import (
	"math"
	"time"

	"foyer/beacons"
)

// Badge is one badge that shows ephemeral identifiers, as it was enrolled.
type Badge struct {
	Tag beacons.Tag // what its identifiers resolve to
	Key Key
	// Exponent is its rotation: a new identifier every 2^Exponent seconds.
	Exponent uint8
	// Counter is what the badge's own clock showed at At.
	Counter uint32
	At      time.Time
}

// tracked is a badge and what we know of its clock. Times are milliseconds.
type tracked struct {
	tag      beacons.Tag
	key      Key
	exponent uint8
	// The badge's clock less ours lay in lo..hi at synced. Drift widens the
	// bounds from then on, and each sighting narrows them.
	lo, hi, synced int64

	high   int32 // whose temporary key is kept; -1 = none
	temp   Key
	listed []listed // what the table of now holds of it, ascending

	newest int64 // newest period believed; -1 = none
	turned int64 // when it was first heard

	last, before place
	suspect      int64 // refused until then
}

// listed is one identifier in the table of now.
type listed struct {
	eid    EID
	period uint32
	heard  bool
}

const (
	// ppm is how wrong a badge's clock may run, by the specification.
	ppm = 150
	// widest bounds the periods looked at for one badge at a time, however
	// little we know of its clock.
	widest = 128
)

func track(b Badge) tracked {
	at := b.At.UnixMilli()
	offset := int64(b.Counter)*1000 - at
	return tracked{tag: b.Tag, key: b.Key, exponent: b.Exponent, lo: offset, hi: offset + 999, synced: at, high: -1, newest: -1}
}

// period is its length.
func (b *tracked) period() int64 { return 1000 << b.exponent }

func (b *tracked) drift(at int64) int64 {
	d := at - b.synced
	if d < 0 {
		d = -d
	}
	return d*ppm/1_000_000 + 1
}

// window is the periods whose identifiers may be heard from one time to
// another. A badge may change to a new identifier at any moment of its period,
// so the one before is still good.
func (b *tracked) window(from, to, slack int64) (first, last int64) {
	first = floor(b.lo+from-b.drift(from)-slack, b.period()) - 1
	last = floor(b.hi+to+b.drift(to)+slack, b.period())
	if over := last - first + 1 - widest; over > 0 {
		first, last = first+over/2, last-(over+1)/2
	}
	return max(first, 0), min(last, math.MaxUint32>>b.exponent)
}

// heard narrows what we know of the badge's clock.
func (b *tracked) heard(period, at, slack int64) {
	if period > b.newest {
		b.newest, b.turned = period, at
	}
	if at < b.synced {
		return
	}
	wide := b.drift(at)
	lo, hi := period*b.period()-at-slack, (period+2)*b.period()-at+slack
	b.lo, b.hi, b.synced = max(b.lo-wide, lo), min(b.hi+wide, hi), at
	if b.lo > b.hi {
		b.lo, b.hi = lo, hi
	}
}

// identifiers calls yield with the identifiers of the periods first..last. The
// temporary key of 65536 s is kept.
func (b *tracked) identifiers(first, last int64, yield func(EID, uint32)) {
	temp, high := blockOf(b.temp), b.high
	for p := first; p <= last; p++ {
		counter := uint32(p << b.exponent)
		if h := int32(counter >> 16); h != high {
			high = h
			b.temp, b.high = temporary(b.key, uint16(h)), h
			temp = blockOf(b.temp)
		}
		yield(eidAt(temp, b.exponent, counter), uint32(p))
	}
}

func floor(a, by int64) int64 {
	q := a / by
	if a%by < 0 {
		q--
	}
	return q
}
