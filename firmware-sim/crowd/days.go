package crowd

import (
	"math/rand/v2"
	"time"
)

// day is one day of the event: when its midnight was, and when a person comes
// and goes, in ms since the opening. Absent is a day skipped.
type day struct {
	midnight, comes, goes int64
	last                  bool
}

// days are those a person still has, the present one first.
type days []day

// arrival is when the person comes next, or never.
func (d days) arrival() int64 {
	if len(d) == 0 {
		return never
	}
	return d[0].comes
}

// daysOf cuts the event into days; comes and goes are the doors.
func daysOf(opens, closes time.Time) days {
	y, m, d := opens.Date()
	var list days
	for n := 0; ; n++ {
		midnight := time.Date(y, m, d+n, 0, 0, 0, 0, opens.Location())
		if !midnight.Before(closes) {
			break
		}
		next := time.Date(y, m, d+n+1, 0, 0, 0, 0, opens.Location())
		last := !next.Before(closes)
		open, shut := midnight.Add(8*time.Hour), midnight.Add(26*time.Hour)
		if open.Before(opens) {
			open = opens
		}
		if last || shut.After(closes) {
			shut = closes
		}
		list = append(list, day{midnight: ms(midnight.Sub(opens)), comes: ms(open.Sub(opens)), goes: ms(shut.Sub(opens)), last: last})
	}
	return list
}

// daysFor draws when one person comes and goes on each day.
func daysFor(dice *rand.Rand, h habit, doors days) days {
	var mine days
	partied := false
	for _, d := range doors {
		open, shut := d.comes, d.goes
		late := 25 * 60 * 1000 * dice.NormFloat64()
		d.comes = d.midnight + clock(8, 50) + int64(late)
		if partied {
			d.comes += between(dice, 30*60, 120*60)
		}
		parties := !d.last && h.party > dice.Float64()
		d.goes = d.midnight + leaves(dice, h, parties, d.last)
		d.comes = max(d.comes, open+between(dice, 0, 600))
		d.goes = min(d.goes, shut)
		if dice.Float64() < 0.04 || d.goes-d.comes < 600_000 {
			partied = false
			continue
		}
		mine, partied = append(mine, d), parties
	}
	return mine
}

// leaves draws when a person goes home, in ms after midnight.
func leaves(dice *rand.Rand, h habit, parties, last bool) int64 {
	switch {
	case h.early && !parties:
		return between(dice, 14*3600, 17.5*3600)
	case parties:
		return between(dice, 22*3600, 26*3600)
	case last:
		return between(dice, 15.5*3600, 18*3600)
	}
	return between(dice, 17.5*3600, 20.5*3600)
}

func clock(hour, minute int) int64 { return int64(hour*60+minute) * 60_000 }

func ms(d time.Duration) int64 { return int64(d / time.Millisecond) }
