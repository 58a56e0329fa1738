package rules

import "slices"

// Carried is a rule of an older version, for those who wait at it in the
// meaning it had. It wakes for nobody any more.
type Carried struct {
	Version int
	Rule    Rule
}

// Question asks what becomes of those who wait at a rule that is to mean
// something else.
type Question struct {
	Rule    string `json:"rule"`
	Title   string `json:"title"`
	Waiting int    `json:"waiting"`
	Gone    bool   `json:"gone"`     // the new rules have no such rule: nobody can be moved to it
	CanKeep bool   `json:"can_keep"` // else what it names now stands for something else
}

// answered tells whether a choice answers the question.
func (q *Question) answered(chosen WaitChoice) bool {
	switch chosen {
	case KeepWaits:
		return q.CanKeep
	case MoveWaits:
		return !q.Gone
	case CancelWaits:
		return true
	}
	return false
}

// succession is the work on one change of books.
type succession struct {
	next     *Book
	old      *Book
	meanings map[string]string // of the next book
	waiting  map[WaitAt]int
	chosen   map[string]WaitChoice
	open     []Question
}

// Succeed is the book as it follows an older one of that version: with the old
// rules that somebody may still wait at in their old meaning. Open are the
// questions that chosen does not answer; while there are any, the book must not
// follow. Neither book is changed.
func (b *Book) Succeed(old *Book, version int, waiting map[WaitAt]int, chosen map[string]WaitChoice) (next *Book, open []Question) {
	s := succession{next: b, old: old, meanings: b.Meanings(), waiting: waiting, chosen: chosen}
	for i := range old.Rules {
		s.succeed(Carried{version, old.Rules[i]}, true)
	}
	for _, c := range old.Carried {
		s.succeed(c, false)
	}
	return s.next, s.open
}

// succeed decides on one old rule. One that was live may have somebody at it
// the next moment, so it is carried even if nobody waits.
func (s *succession) succeed(c Carried, live bool) {
	id, meaning := c.Rule.ID, c.Rule.Meaning()
	now, there := s.meanings[id]
	waiting := s.waiting[WaitAt{id, meaning}]
	if now == meaning || !live && waiting == 0 {
		return
	}
	with, canKeep := s.next.carry(s.old, c)
	q := Question{Rule: id, Title: c.Rule.Title, Waiting: waiting, Gone: !there, CanKeep: canKeep}
	choice := s.chosen[id]
	switch {
	case live && waiting > 0 && !q.answered(choice):
		s.open = append(s.open, q)
	case choice != CancelWaits && (choice != MoveWaits || q.Gone):
		s.next = with
	}
}

// Carry is the book with one rule of an older one of that version, as Succeed
// would carry it. False = the older has no such rule, or what it names now
// stands for something else. Neither book is changed.
func (b *Book) Carry(old *Book, version int, id string) (next *Book, carried bool) {
	r := old.rule(id)
	if r == nil {
		return b, false
	}
	return b.carry(old, Carried{version, *r})
}

func (b *Book) carry(old *Book, c Carried) (next *Book, carried bool) {
	with := *b
	with.Traits, with.Labels, with.Pools = slices.Clone(b.Traits), slices.Clone(b.Labels), slices.Clone(b.Pools)
	if !with.borrow(old, c.Rule.Needs) {
		return b, false
	}
	with.Carried = append(slices.Clone(b.Carried), c)
	return &with, true
}
