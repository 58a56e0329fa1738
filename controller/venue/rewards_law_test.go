package venue

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/draw"
)

// booth is one random history of rewards: people ask, pushes end one way or
// another, desks are shown right and wrong codes, the book is edited, and the
// program crashes before or after its last batch is safe.
type booth struct {
	t     *rapid.T
	venue *Venue
	state State
	book  *rules.Book
	now   time.Time
	tries int

	unsafe   []Input                              // told since the last batch that is safe
	batch    *Batch                               // the last one that is
	imported map[string]map[string]bool           // pool -> codes, as the books said
	hands    map[string]beacons.Person            // pool/code -> who was told it, for good
	seeds    map[string]string                    // draw -> its first seed
	lists    map[string]string                    // draw -> the hash that was shown
	held     map[string]map[beacons.Person]string // draw -> the code of each person
}

var boothOpens = time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)

// editions are what the organizer makes of one book: pools grow and shrink, and
// one takes codes that another has.
func edition(t *rapid.T) *rules.Book {
	codes := func(name string, n int) (list []string, rows []int) {
		for i := range n {
			list, rows = append(list, name+strconv.Itoa(i)), append(rows, i+2)
		}
		return list, rows
	}
	gift := rules.Pool{Name: "gift", File: "gift.csv", WarnBelow: 2, StopRule: rapid.Bool().Draw(t, "stop"), EmptyStaff: "empty", PerPerson: rapid.IntRange(0, 2).Draw(t, "per person"), ReserveFor: time.Minute}
	gift.Codes, gift.Rows = codes("A", rapid.IntRange(1, 6).Draw(t, "codes"))
	twin := rules.Pool{Name: "twin", File: "twin.csv", PerPerson: 1}
	twin.Codes, twin.Rows = codes(rapid.SampledFrom([]string{"A", "B"}).Draw(t, "whose codes"), 3)
	kit := rules.Pool{Name: "kit", Stock: rapid.IntRange(1, 5).Draw(t, "stock"), PerPerson: 2}
	kit.Codes, _ = codes("", kit.Stock)
	prize := rules.Pool{Name: "prize", Draw: &rules.Draw{Name: "law prize", Winners: rapid.IntRange(1, 3).Draw(t, "winners"), At: boothOpens.Add(rapid.SampledFrom([]time.Duration{time.Hour, 3 * time.Hour}).Draw(t, "closes")), Salt: "s", Seed: "a later value"}}
	book := &rules.Book{Calendar: rules.Calendar{ID: "law", Place: time.UTC, Opens: boothOpens, Closes: boothOpens.Add(10 * time.Hour)}}
	for _, pool := range []rules.Pool{gift, twin, kit, prize} {
		if rapid.IntRange(0, 9).Draw(t, "taken out") == 0 {
			continue
		}
		book.Pools = append(book.Pools, pool)
		rule := rules.Rule{ID: "ask-" + pool.Name, When: rules.When{Kind: rules.Mentioned, From: []string{"app"}}, Wait: rules.Wait{Until: -1}, Then: []rules.Then{{Reward: pool.Name}}}
		if pool.Name != "kit" {
			rule.Then = append(rule.Then, rules.Then{Push: &rules.PushThen{Title: rules.Template{Parts: []string{"x"}}, Body: rules.Template{Parts: []string{"", "reward.code", ""}}}})
		}
		book.Rules = append(book.Rules, rule)
	}
	return book
}

func newBooth(t *rapid.T) *booth {
	b := &booth{
		t: t, now: boothOpens, book: edition(t), imported: map[string]map[string]bool{}, hands: map[string]beacons.Person{},
		seeds: map[string]string{}, lists: map[string]string{}, held: map[string]map[beacons.Person]string{},
	}
	b.open()
	return b
}

func (b *booth) open() {
	b.venue, b.unsafe = New(storyPlan(), b.state), nil
	b.tell(Ruled{Book: b.book})
	var people []Enrolment
	for i := range 4 {
		name := strconv.Itoa(i)
		people = append(people, Enrolment{
			Profile: rules.Profile{Person: beacons.Person("p" + name), PushToken: "t", Consents: []rules.Purpose{rules.Location, rules.PushNote}},
			Tags:    []beacons.Tag{beacons.Tag("b" + name)},
		})
	}
	b.tell(Enrolled{People: people})
}

// tell steps one input, which is not safe yet.
func (b *booth) tell(in Input) {
	b.unsafe = append(b.unsafe, in)
	b.venue.Step(b.now, in)
}

// commit makes everything safe that was told, once or twice, and lets what it
// decided go.
func (b *booth) commit(again bool) {
	batch := b.venue.Seal()
	if batch == nil {
		return
	}
	b.note(batch)
	b.state = write(write(b.state, batch), b.batch)
	if b.batch = batch; again {
		b.state = write(b.state, batch)
	}
	b.unsafe = nil
	b.judge()
}

// write is keep as a store does it: a batch that is there changes nothing.
func write(s State, b *Batch) State {
	if b == nil || b.Number <= s.Number {
		return s
	}
	s.Codes, s.Out = slices.Clone(s.Codes), slices.Clone(s.Out)
	s.Profiles, s.Marks = slices.Clone(s.Profiles), slices.Clone(s.Marks)
	return keep(s, b)
}

// note holds a batch against what was before it.
func (b *booth) note(batch *Batch) {
	for _, in := range b.unsafe {
		if ruled, is := in.(Ruled); is {
			b.imports(ruled.Book)
		}
	}
	was := map[string]CodeMove{}
	for _, c := range b.state.Codes {
		was[c.Pool+"/"+c.Code] = c
	}
	for _, c := range batch.Codes {
		id := c.Pool + "/" + c.Code
		b.follows(was[id], c)
		was[id] = c
	}
	for _, e := range batch.Out {
		if push, is := e.(rules.Push); is && push.Code != "" && b.hands[push.Pool+"/"+push.Code] != "" && b.hands[push.Pool+"/"+push.Code] != push.Person {
			b.t.Fatalf("%s of %s is told to %s and is in the hands of %s", push.Code, push.Pool, push.Person, b.hands[push.Pool+"/"+push.Code])
		}
	}
	for id, c := range was {
		if c.State == CodeGiven || c.State == CodeRedeemed {
			if other := b.hands[id]; other != "" && other != c.Person {
				b.t.Fatalf("%s is given to %s and is in the hands of %s", id, c.Person, other)
			}
			b.hands[id] = c.Person
		}
	}
}

// imports is which codes a book brings: those that no other pool has.
func (b *booth) imports(book *rules.Book) {
	for _, pool := range book.Pools {
		for _, code := range pool.Codes {
			taken := false
			for name, codes := range b.imported {
				taken = taken || name != pool.Name && name != "kit" && pool.Name != "kit" && codes[code]
			}
			if !taken {
				if b.imported[pool.Name] == nil {
					b.imported[pool.Name] = map[string]bool{}
				}
				b.imported[pool.Name][code] = true
			}
		}
	}
}

// follows fails for a move that hands a code from one to another, or takes back
// what somebody has.
func (b *booth) follows(was, is CodeMove) {
	same := was.Person == is.Person
	fine := false
	switch is.State {
	case CodeFree:
		fine = was.State == "" || was.State == CodeReserved
	case CodeReserved:
		fine = was.State == CodeFree || was.State == "" && is.Pool == "prize"
		b.within(is)
	case CodeGiven:
		fine = was.State == CodeReserved && same
	case CodeRedeemed:
		fine = (was.State == CodeReserved || was.State == CodeGiven) && same
	}
	if !fine {
		b.t.Fatalf("a code of %s went from %q of %q to %q of %q", is.Pool, was.State, was.Person, is.State, is.Person)
	}
}

// within fails when somebody is given more than the book allows.
func (b *booth) within(c CodeMove) {
	if c.Pool == "prize" {
		mine := b.held["prize"]
		if mine == nil {
			mine = map[beacons.Person]string{}
			b.held["prize"] = mine
		}
		if mine[c.Person] != "" && mine[c.Person] != c.Code {
			b.t.Fatalf("%s is in the draw twice", c.Person)
		}
		mine[c.Person] = c.Code
	}
	bound := 0
	for _, in := range b.unsafe {
		if ruled, is := in.(Ruled); is { // edited in this batch: the widest counts
			bound = max(bound, perPerson(ruled.Book, c.Pool))
		}
	}
	bound = max(bound, perPerson(b.book, c.Pool))
	has := 0
	for code, known := range b.venue.pools[c.Pool].codes {
		if known.State != CodeFree && known.Person == c.Person && code != "" {
			has++
		}
	}
	if has > bound {
		b.t.Fatalf("%s holds %d of %s, and may hold %d", c.Person, has, c.Pool, bound)
	}
}

func perPerson(book *rules.Book, pool string) int {
	for _, p := range book.Pools {
		if p.Name == pool && p.PerPerson > 0 {
			return p.PerPerson
		}
	}
	return 1000
}

// judge holds what the store has, and what the page shows, against the laws.
func (b *booth) judge() {
	counts := map[string]map[CodeState]int{}
	owner := map[string]string{}
	for _, c := range b.state.Codes {
		if counts[c.Pool] == nil {
			counts[c.Pool] = map[CodeState]int{}
		}
		counts[c.Pool][c.State]++
		if other := owner[c.Code]; c.Pool != "kit" && other != "" {
			b.t.Fatalf("%s is in %s and in %s", c.Code, c.Pool, other)
		}
		if c.Pool != "kit" {
			owner[c.Code] = c.Pool
		}
		if c.State == CodeReserved && !slices.ContainsFunc(b.state.Out, func(e rules.Effect) bool {
			push, is := e.(rules.Push)
			return is && push.Pool == c.Pool && push.Code == c.Code && push.Person == c.Person
		}) {
			b.t.Fatalf("%s of %s is reserved and no push tells it: it would never come back", c.Code, c.Pool)
		}
	}
	for pool, codes := range b.imported {
		n := counts[pool]
		if sum := n[CodeFree] + n[CodeReserved] + n[CodeGiven] + n[CodeRedeemed]; sum != len(codes) {
			b.t.Fatalf("%s: free + reserved + given + redeemed: got %d, want %d as imported", pool, sum, len(codes))
		}
	}
	b.shown(counts)
	b.draws()
}

func (b *booth) shown(counts map[string]map[CodeState]int) {
	for _, p := range b.venue.Snapshot().Pools {
		n := counts[p.Name]
		imported := n[CodeFree] + n[CodeReserved] + n[CodeGiven] + n[CodeRedeemed]
		for _, terms := range b.book.Pools {
			if taken := imported - n[CodeFree]; terms.Name == p.Name && terms.Stock > 0 {
				imported = max(terms.Stock, taken)
			}
		}
		if p.Reserved != n[CodeReserved] || p.Given != n[CodeGiven] || p.Redeemed != n[CodeRedeemed] || p.Imported() != imported {
			b.t.Fatalf("the page shows %+v of %d; the store has %v", p, imported, n)
		}
	}
}

// draws holds that a list that was shown and a first seed stand.
func (b *booth) draws() {
	for _, d := range b.venue.Snapshot().Draws {
		if known := b.lists[d.Reward]; known != "" && known != d.Hash {
			b.t.Fatalf("the list of %s was shown as %s and is %s now", d.Reward, known, d.Hash)
		}
		if known := b.seeds[d.Reward]; known != "" && known != d.Seed {
			b.t.Fatalf("%s was drawn with %s and is now drawn with %q", d.Reward, known, d.Seed)
		}
		b.lists[d.Reward], b.seeds[d.Reward] = d.Hash, d.Seed
		if d.Hash == "" {
			continue
		}
		if list, err := draw.Read(d.List); err != nil || len(list.Lines()) != d.Entrants {
			b.t.Fatalf("%s: %d entered; the list: %v with %d lines", d.Reward, d.Entrants, err, len(list.Lines()))
		}
		if d.Seed != "" {
			if list, err := draw.Read(d.List); err == nil {
				if picked, err := draw.Pick(list, d.Seed); err != nil || !slices.Equal(picked.Winners, d.Won) {
					b.t.Fatalf("%s: %v won, want %v (%v)", d.Reward, d.Won, picked.Winners, err)
				}
			}
		}
	}
}

// live does one drawn thing.
func (b *booth) live() {
	t := b.t
	b.now = b.now.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "seconds")) * time.Second)
	b.tries++
	who := strconv.Itoa(rapid.IntRange(0, 3).Draw(t, "who"))
	switch rapid.SampledFrom([]string{"ask", "ask", "ask", "settle", "settle", "redeem", "wrong", "item", "edit", "seed", "crash", "lost", "again"}).Draw(t, "what") {
	case "ask":
		b.tell(Asked{ID: fmt.Sprint("a", b.tries), Phone: beacons.Tag("b" + who), Mention: rules.Mention{Song: "x", From: "app", Match: 1}, At: b.now})
	case "settle":
		b.settle()
	case "redeem", "wrong":
		b.redeem(Redeemed{ID: fmt.Sprint("r", b.tries), Desk: "d", Code: b.anyCode()})
	case "item":
		b.redeem(Redeemed{ID: fmt.Sprint("r", b.tries), Tag: beacons.Tag("b" + who), Pool: "kit"})
	case "edit":
		b.commit(false)
		b.book = edition(t)
		b.tell(Ruled{Book: b.book})
	case "seed":
		b.tell(Drawn{Draw: "prize", Seed: "s" + who})
	case "again": // a desk, or a phone, that did not hear from us
		if len(b.unsafe) > 0 {
			b.tell(b.unsafe[len(b.unsafe)-1])
		}
	case "crash": // after the batch was safe
		b.commit(true)
		b.open()
	case "lost": // before it was; what was told is told again
		told := b.unsafe
		b.open()
		for _, in := range told {
			switch in := in.(type) {
			case Asked, Redeemed, Drawn:
				b.tell(in)
			case Settled:
				if slices.ContainsFunc(b.state.Out, func(e rules.Effect) bool { return e.About().ID == in.ID }) {
					b.tell(in)
				}
			default: // the book, the people: told at every start
			}
		}
	}
	b.tell(Waited{})
	if rapid.IntRange(0, 2).Draw(t, "commit") > 0 {
		b.commit(rapid.Bool().Draw(t, "twice"))
	}
}

// settle ends a push that was let go: one that is safe.
func (b *booth) settle() {
	b.commit(false)
	var ids []string
	for _, e := range b.state.Out {
		if _, is := e.(rules.Push); is {
			ids = append(ids, e.About().ID)
		}
	}
	if len(ids) > 0 {
		b.tell(Settled{ID: rapid.SampledFrom(ids).Draw(b.t, "push"), Outcome: Ending(rapid.IntRange(0, 2).Draw(b.t, "ending"))})
	}
}

// redeem is answered, and an answer that it is redeemed is true.
func (b *booth) redeem(in Redeemed) {
	before := b.venue.poolsRedeemed()
	b.tell(in)
	if got := b.venue.poolsRedeemed() - before; (got == 1) != (b.venue.Answer().Verdict == RedeemedNow) || got > 1 {
		b.t.Fatalf("redeemed %d by %+v, answered %q", got, in, b.venue.Answer().Text)
	}
}

func (v *Venue) poolsRedeemed() (n int) {
	for _, p := range v.pools {
		n += p.counts[CodeRedeemed]
	}
	return n
}

func (b *booth) anyCode() string {
	all := []string{"A0", "a-1", "A2", "B0", "B1", "no such code", "0", "1"}
	for _, c := range b.state.Codes {
		if c.State != CodeFree {
			all = append(all, c.Code)
		}
	}
	return rapid.SampledFrom(all).Draw(b.t, "code")
}

func TestNoCodeIsLostOrInTwoHandsWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBooth(t)
		for range rapid.IntRange(1, 60).Draw(t, "things") {
			b.live()
		}
		b.commit(false)
	})
}
