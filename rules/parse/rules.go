package parse

import (
	"foyer/beacons"
	"foyer/rules"
)

// Rules reads an organizer's file against the plan of the venue, which knows
// the zones and their kinds. Pool files named in it are read through open. An
// error in a rule, or in something it names, leaves the rule out of the book,
// which then says so in Refused; an error elsewhere leaves no book. Warnings
// leave it whole. Problems in a pool file carry that file's name.
func Rules(file string, content []byte, plan beacons.Plan, open func(name string) ([]byte, error)) (*rules.Book, []Problem) {
	s := newSource(file, content)
	root := s.read()
	if root == nil {
		return nil, inOrder(s.problems)
	}
	b := builder{source: s, plan: plan, open: open}
	b.book.Source, b.book.File = content, file
	s.decode(root, &b.in)
	b.build()
	s.blame(root.get("rules"))
	problems := inOrder(s.problems)
	if !b.refuse(root, problems) {
		return nil, problems
	}
	return &b.book, problems
}

// builder turns what was written into a book.
type builder struct {
	*source
	plan  beacons.Plan
	open  func(name string) ([]byte, error)
	in    bookPart
	names names
	book  rules.Book

	asked    []string        // purposes that people are asked for
	labelled map[string]bool // labels that something uses
	given    map[string]Pos  // rewards and where the first rule gives them
	plays    map[string]play // rules, as tests see them

	rows      map[string]map[string]int // of files of codes: the row of each
	standings []rules.Standing          // that the rule being read asks for
}

// build gives meaning in the order in which names are needed.
func (b *builder) build() {
	b.labelled, b.given, b.plays = map[string]bool{}, map[string]Pos{}, map[string]play{}
	b.rows = map[string]map[string]int{}
	b.event()
	b.policy()
	b.names = b.declare()
	for i := range b.in.Traits {
		b.trait(&b.in.Traits[i])
	}
	for i := range b.in.Rewards {
		b.pool(&b.in.Rewards[i])
	}
	for i := range b.in.Labels {
		b.label(&b.in.Labels[i])
	}
	for i := range b.in.Rules {
		b.rule(&b.in.Rules[i])
	}
	b.loops()
	b.tests()
	if !Failed(b.problems) {
		b.unused()
		b.untested()
	}
}

// blame gives each problem the id of the rule it stands in.
func (s *source) blame(list *node) {
	if list == nil {
		return
	}
	for _, item := range list.items {
		id := item.get("id")
		if id == nil || id.kind != text {
			continue
		}
		for i := range s.problems {
			if p := &s.problems[i]; p.File == s.file && p.Line >= item.at.Line && p.Line <= item.last {
				p.Rule = id.text
			}
		}
	}
}

// unused warns about what was named and is never asked for. In a file with an
// error that would often be the same mistake told twice.
func (b *builder) unused() {
	for i := range b.in.Labels {
		if e := &b.in.Labels[i]; !b.labelled[e.Name] {
			b.warn(e.Key, "unused-label", "No rule uses the label `"+e.Name+"`.")
		} else if e.Value.If.node == nil && !b.isGiven(e.Name) {
			b.note(Warning, e.Key, "never", "Nobody ever gets the label `"+e.Name+"`: it has no `if`, and no rule gives it.", hint("Write its `if`, or `- label: "+e.Name+"` in a rule's `then`."))
		}
	}
	for i := range b.in.Rewards {
		e := &b.in.Rewards[i]
		if _, given := b.given[e.Name]; !given && e.Value.Kind.Good() {
			b.warn(e.Key, "unused-reward", "No rule gives the reward `"+e.Name+"`.")
		}
	}
}
