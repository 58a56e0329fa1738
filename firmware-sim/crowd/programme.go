package crowd

import (
	"math/rand/v2"

	"foyer/beacons"
)

// habit is what a person is like.
type habit struct {
	coffee, bacon, party float64 // how much they like it; 1 is usual
	early                bool    // leaves early
}

func habitOf(dice *rand.Rand) habit {
	h := habit{coffee: 0.7, bacon: 0.7, party: 0.15, early: dice.Float64() < 0.2}
	if dice.Float64() < 0.4 {
		h.coffee = 2.5
	} else if dice.Float64() < 0.35 {
		h.coffee = 0
	}
	if dice.Float64() < 0.3 {
		h.bacon = 2.5
	} else if dice.Float64() < 0.4 {
		h.bacon = 0
	}
	if dice.Float64() < 0.4 {
		h.party = 0.95
	}
	return h
}

// block is one stretch of the programme, and what draws people then.
type block struct {
	until  int64 // ms after midnight
	drawn  []pull
	seated bool // who sits down stays to the end
}

// pull is how strongly one kind of zone draws.
type pull struct {
	kind   beacons.Kind
	weight float64
}

// programme is the day of a conference; the party runs past midnight.
func programme() []block {
	talks := []pull{{"talk", 8}, {"sponsor", 1.2}, {"coffee", 0.5}, {"lounge", 1}}
	pause := []pull{{"coffee", 6}, {"sponsor", 3}, {"lounge", 1}, {"bacon", 0.7}, {"desk", 0.2}}
	lunch := []pull{{"bacon", 5}, {"sponsor", 2}, {"lounge", 2}, {"coffee", 2}}
	evening := []pull{{"sponsor", 3}, {"lounge", 3}, {"bacon", 2}, {"coffee", 0.6}, {"desk", 0.3}}
	party := []pull{{"dance", 9}, {"lounge", 2}, {"bacon", 0.8}, {"sponsor", 0.2}}
	return []block{
		{until: clock(9, 0), drawn: pause},
		{until: clock(10, 30), drawn: talks, seated: true},
		{until: clock(11, 0), drawn: pause},
		{until: clock(12, 30), drawn: talks, seated: true},
		{until: clock(13, 30), drawn: lunch},
		{until: clock(15, 0), drawn: talks, seated: true},
		{until: clock(15, 30), drawn: pause},
		{until: clock(17, 0), drawn: talks, seated: true},
		{until: clock(20, 0), drawn: evening},
		{until: clock(26, 0), drawn: party},
	}
}

// staying draws how long a visit to a kind of zone lasts, in ms.
func staying(dice *rand.Rand, kind beacons.Kind) int64 {
	switch kind {
	case "coffee":
		if dice.Float64() < 0.12 {
			return between(dice, 5, 25) // the queue was too long
		}
		return between(dice, 110, 360)
	case "bacon":
		return between(dice, 110, 600)
	case "talk":
		return between(dice, 600, 2400)
	case "lounge":
		return between(dice, 300, 1500)
	case "dance":
		return between(dice, 480, 2400)
	case "sponsor":
		return between(dice, 90, 480)
	}
	return between(dice, 45, 180)
}

// partAt is the block of the programme at a time of day.
func partAt(blocks []block, ofDay int64) block {
	for _, p := range blocks {
		if ofDay < p.until {
			return p
		}
	}
	return blocks[len(blocks)-1]
}
