// Package rank says who is first: it keeps people in order of a number, such as
// a trait, and among equals in order of who got there first.
//
// It promises that the order is a function of what was last set for each
// person, and of nothing else: not of the order of the calls, not of chance.
// So a Table is never saved. It is rebuilt at start from the saved profiles,
// with one Set for each person who counts, and is then the table that was lost.
// Nobody shares a place: equals are parted by their time, to the microsecond,
// and people of one microsecond by their identity.
//
// A ranking among the people of a label has a Table of its own, one for each
// pair of trait and label that a rule names: who gains the label is set, who
// loses it is removed, and Len counts the label. A filter over one table of all
// would be smaller, but would have to walk past everybody who is better and
// lacks the label to name a place or the first ten; here each is one search.
//
// The package is pure, and has no lock: the venue's goroutine owns its tables.
// A hundred thousand people take about 13 MB a table, beside their names.
package rank

import (
	"cmp"
	"math"
	"slices"
	"time"

	"foyer/beacons"
)

// Place is where one person stands.
type Place struct {
	Person beacons.Person
	Value  float64   // as it was set: a count, or minutes
	At     time.Time // when it was reached, UTC, to the microsecond
}

// Table is one ranking. Make it with New.
//
// It is a list of blocks of entries, best first, each sorted and none empty. An
// update moves within one block of at most 8 KB, and a rank adds up the sizes
// of the blocks before: at this size both are cheaper than the nodes of a tree.
type Table struct {
	blocks [][]entry
	keys   map[beacons.Person]key
	most   int // entries in one block
}

type key struct {
	value float64
	micro int64 // since 1970
}

type entry struct {
	key
	person beacons.Person
}

// New makes an empty table.
func New() *Table { return sized(256) }

func sized(most int) *Table {
	return &Table{keys: map[beacons.Person]key{}, most: most}
}

// Len is the number of people in the table.
func (t *Table) Len() int { return len(t.keys) }

// Set puts the person where the value, reached at that time, belongs: more is
// better, earlier is better among equals, and a zero time is the earliest. It
// replaces what was set before, also by less, and by an earlier or later time
// for the same value: whoever sets keeps the time of a value that stays. Zero
// is a value too; who has nothing is removed, if they shall have no place. NaN
// is no value, and removes.
func (t *Table) Set(person beacons.Person, value float64, at time.Time) {
	if math.IsNaN(value) {
		t.Remove(person)
		return
	}
	now := key{value, at.UnixMicro()}
	was, known := t.keys[person]
	if known && was == now {
		return
	}
	t.keys[person] = now
	if known {
		t.take(entry{was, person})
	}
	t.put(entry{now, person})
}

// Remove takes the person out, such as when a label or a consent is lost. Who
// is not in the table stays out.
func (t *Table) Remove(person beacons.Person) {
	was, known := t.keys[person]
	if !known {
		return
	}
	delete(t.keys, person)
	t.take(entry{was, person})
}

// RankOf is the person's place: 1 for the best, Len for the last, and 0 for who
// is not in the table. No two people have the same.
func (t *Table) RankOf(person beacons.Person) int {
	k, known := t.keys[person]
	if !known {
		return 0
	}
	e := entry{k, person}
	in := t.block(e)
	i, _ := slices.BinarySearchFunc(t.blocks[in], e, better)
	rank := i + 1
	for _, before := range t.blocks[:in] {
		rank += len(before)
	}
	return rank
}

// Top is the best n, best first, or all if there are fewer. It is the caller's
// to keep.
func (t *Table) Top(n int) []Place {
	places := make([]Place, 0, max(0, min(n, t.Len())))
	for _, block := range t.blocks {
		for _, e := range block {
			if len(places) >= n {
				return places
			}
			places = append(places, Place{e.person, e.value, time.UnixMicro(e.micro).UTC()})
		}
	}
	return places
}

// block is the index of the first block that does not end before e, or of the
// last one. There is at least one.
func (t *Table) block(e entry) int {
	i, _ := slices.BinarySearchFunc(t.blocks, e, func(b []entry, e entry) int { return better(b[len(b)-1], e) })
	return min(i, len(t.blocks)-1)
}

func (t *Table) put(e entry) {
	if len(t.blocks) == 0 {
		t.blocks = append(t.blocks, append(make([]entry, 0, t.most), e))
		return
	}
	in := t.block(e)
	block := t.blocks[in]
	i, _ := slices.BinarySearchFunc(block, e, better)
	if len(block) < t.most {
		t.blocks[in] = slices.Insert(block, i, e)
		return
	}
	t.split(in)
	t.put(e)
}

// split makes two blocks of a full one.
func (t *Table) split(in int) {
	block, half := t.blocks[in], t.most/2
	rest := append(make([]entry, 0, t.most), block[half:]...)
	t.blocks[in] = slices.Delete(block, half, len(block)) // clears what it deletes: no name stays
	t.blocks = slices.Insert(t.blocks, in+1, rest)
}

func (t *Table) take(e entry) {
	in := t.block(e)
	i, _ := slices.BinarySearchFunc(t.blocks[in], e, better)
	t.blocks[in] = slices.Delete(t.blocks[in], i, i+1)
	if len(t.blocks[in]) == 0 {
		t.blocks = slices.Delete(t.blocks, in, in+1)
		return
	}
	t.join(in)
	t.join(in - 1)
}

// join makes one block of two neighbours that fill half of one: so blocks are a
// quarter full on average at least, and a block just joined is not split soon.
func (t *Table) join(left int) {
	if left < 0 || left+1 >= len(t.blocks) || len(t.blocks[left])+len(t.blocks[left+1]) > t.most/2 {
		return
	}
	t.blocks[left] = append(t.blocks[left], t.blocks[left+1]...)
	t.blocks = slices.Delete(t.blocks, left+1, left+2)
}

// better orders entries, best first.
func better(a, b entry) int {
	if a.value != b.value {
		return cmp.Compare(b.value, a.value)
	}
	if a.micro != b.micro {
		return cmp.Compare(a.micro, b.micro)
	}
	return cmp.Compare(a.person, b.person)
}
