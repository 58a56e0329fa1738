package venue

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"foyer/rules"
)

// told is of which size a pool was when staff were last told of it. A pool that
// has grown since was refilled, and may be told of again.
type told struct {
	Low   int `json:"low,omitempty"`
	Empty int `json:"empty,omitempty"`
}

// size is how many there were ever to give.
func (p *pool) size(terms rules.Pool) int {
	if terms.Stock > 0 {
		return terms.Stock
	}
	return len(p.codes)
}

// left is how many can still be given. A stock that was made smaller leaves
// free what must not be given.
func (p *pool) left(terms rules.Pool) int {
	free := p.counts[CodeFree]
	if terms.Stock > 0 {
		return max(0, min(free, terms.Stock-(len(p.codes)-free)))
	}
	return free
}

// foundEmpty notes that nothing is left, and tells whether staff are to hear it.
func (v *Venue) foundEmpty(p *pool, terms rules.Pool) bool {
	if p.told.Empty >= p.size(terms) {
		return false
	}
	p.told.Empty = p.size(terms)
	remember(v, "pool|"+p.name, p.told)
	return true
}

// FoundEmpty tells whether the pool is empty and was found so before.
func (v *Venue) FoundEmpty(terms rules.Pool) bool {
	p := v.poolOf(terms.Name)
	return terms.Draw == nil && p.left(terms) == 0 && p.told.Empty >= p.size(terms)
}

// warnLow tells staff once that a pool runs low.
func (v *Venue) warnLow(now time.Time, p *pool, terms rules.Pool) {
	left, size := p.left(terms), p.size(terms)
	if left >= terms.WarnBelow || p.told.Low >= size {
		return
	}
	p.told.Low = size
	remember(v, "pool|"+p.name, p.told)
	v.send(rules.Staff{
		Head: rules.Head{ID: fmt.Sprintf("pool|%s|low|%d", p.name, size), Why: rules.Why{Line: terms.Line, At: now}},
		Text: fmt.Sprintf("%s runs low: %d of %d left.", p.name, left, size),
	})
}

// stock imports what the book's pools hold and is not known yet.
func (v *Venue) stock(now time.Time, pools []rules.Pool) {
	for _, terms := range pools {
		if terms.Draw == nil {
			p := v.poolOf(terms.Name)
			v.fill(now, p, terms)
			p.queue(terms.Codes)
			v.warnLow(now, p, terms)
		}
	}
}

// fill moves new codes into a pool, and tells staff of those that were there
// before: here, or in another pool.
func (v *Venue) fill(now time.Time, p *pool, terms rules.Pool) {
	before, fresh, elsewhere := 0, 0, []int{}
	holders := ""
	for i, code := range terms.Codes {
		if p.codes[code] != nil {
			before++
			continue
		}
		if holder := v.holder(p, terms, code); holder != "" {
			elsewhere, holders = append(elsewhere, i), holder
			continue
		}
		fresh++
		v.move(CodeMove{Pool: terms.Name, Code: code, State: CodeFree, At: now})
	}
	if terms.Stock > 0 {
		return
	}
	if fresh > 0 && before > 0 {
		v.tellImport(now, terms, fmt.Sprintf("%s is refilled: %d new codes. %d rows of %s hold codes that were there before; they stay as they are.", terms.Name, fresh, before, terms.File))
	}
	if len(elsewhere) > 0 && len(terms.Rows) == len(terms.Codes) {
		v.tellImport(now, terms, fmt.Sprintf("%d codes of %s, the first in row %d of %s, were imported for %s before. They are left out, so that nobody is given a code twice.", len(elsewhere), terms.Name, terms.Rows[elsewhere[0]], terms.File, holders))
	}
}

// tellImport tells staff of an import, once: each start imports again.
func (v *Venue) tellImport(now time.Time, terms rules.Pool, text string) {
	if id := "import|" + text; v.once(id) {
		v.send(rules.Staff{Head: rules.Head{ID: id, Why: rules.Why{Line: terms.Line, At: now}}, Text: text})
	}
}

// holder is the other pool that has the code; the numbers of items are no codes.
func (v *Venue) holder(p *pool, terms rules.Pool, code string) string {
	if terms.Stock > 0 || len(v.pools) == 1 {
		return ""
	}
	for name, other := range v.pools {
		if other != p && other.codes[code] != nil && !v.items(name) {
			return name
		}
	}
	return ""
}

// queue puts what is free in the order in which it is given: what became free
// first, as the file has it. So a restart changes nothing.
func (p *pool) queue(codes []string) {
	place := make(map[string]int, len(codes))
	for i, code := range codes {
		place[code] = i
	}
	slices.SortFunc(p.free, func(a, b string) int {
		return cmp.Or(p.codes[a].At.Compare(p.codes[b].At), cmp.Compare(place[a], place[b]), cmp.Compare(a, b))
	})
}

// poolCounts are the pools of the book, without its draws.
func (v *Venue) poolCounts() (counts []PoolCount) {
	for _, from := range v.decider.Book().Pools {
		if from.Draw != nil {
			continue
		}
		p := v.poolOf(from.Name)
		counts = append(counts, PoolCount{
			Name: from.Name, Free: p.left(from), Reserved: p.counts[CodeReserved], Given: p.counts[CodeGiven],
			Redeemed: p.counts[CodeRedeemed], WarnBelow: from.WarnBelow, Item: from.Stock > 0, HandOutAt: from.HandOutAt,
		})
	}
	return counts
}
