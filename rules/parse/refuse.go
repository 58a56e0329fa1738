package parse

import (
	"regexp"
	"slices"
	"strings"

	"foyer/rules"
)

// wrongs are the parts of a file that hold an error of their own.
type wrongs struct {
	file    bool // what every rule stands on
	names   map[string]bool
	rewards map[string]bool
	rules   map[int]bool
}

// refuse takes out of the book what holds an error, and every rule that names
// such a thing. False = there is no book.
func (b *builder) refuse(root *node, problems []Problem) bool {
	w := b.blamed(root, problems)
	if w.file || !b.in.Schema.Good() || !b.in.Event.Written() || b.in.Rules == nil {
		return false
	}
	labels, written := root.get("labels"), root.get("rules")
	for i := range b.book.Labels {
		l := &b.book.Labels[i]
		l.Needs = b.standsOn(labels.get(l.Name), l.Name)
	}
	w.spread(b.book.Labels)
	for i := range b.book.Rules {
		b.book.Rules[i].Needs = b.standsOn(written.items[i], "")
	}
	b.book.Traits = slices.DeleteFunc(b.book.Traits, func(t rules.Trait) bool { return w.names[t.Name] })
	b.book.Labels = slices.DeleteFunc(b.book.Labels, func(l rules.Label) bool { return w.names[l.Name] })
	b.book.Pools = slices.DeleteFunc(b.book.Pools, func(p rules.Pool) bool { return w.rewards[p.Name] })
	b.book.Refuse(func(i int, r *rules.Rule) (string, bool) {
		because := w.among(r.Needs)
		return because, w.rules[i] || because != ""
	})
	return true
}

// spread adds the labels that stand on something wrong.
func (w *wrongs) spread(labels []rules.Label) {
	for grown := true; grown; {
		grown = false
		for _, l := range labels {
			if !w.names[l.Name] && w.among(l.Needs) != "" {
				w.names[l.Name], grown = true, true
			}
		}
	}
}

// among names what of the needs is wrong.
func (w *wrongs) among(n rules.Needs) string {
	for _, name := range n.Names {
		if w.names[name] {
			return name
		}
	}
	for _, name := range n.Rewards {
		if w.rewards[name] {
			return name
		}
	}
	return ""
}

// blamed finds in which part of the file each error stands.
func (b *builder) blamed(root *node, problems []Problem) *wrongs {
	w := &wrongs{names: map[string]bool{}, rewards: map[string]bool{}, rules: map[int]bool{}}
	for i := range problems {
		if problems[i].Severity == Warning {
			continue
		}
		if problems[i].File != b.file {
			b.blamePool(w, problems[i].File)
			continue
		}
		b.blameOne(w, root, Pos{problems[i].Line, problems[i].Column, problems[i].EndColumn})
	}
	return w
}

// blamePool blames the rewards that a file of codes is for.
func (b *builder) blamePool(w *wrongs, file string) {
	for i := range b.in.Rewards {
		if b.in.Rewards[i].Value.Pool.Value == file {
			w.rewards[b.in.Rewards[i].Name] = true
		}
	}
}

func (b *builder) blameOne(w *wrongs, root *node, at Pos) {
	section := root.entryAt(at)
	// A section that stands there twice is not read the second time.
	if section == nil || at.Line > section.at.Line && at.Column <= section.at.Column {
		w.file = true
		return
	}
	switch section.key {
	case "traits", "labels", "rewards":
		e := section.value.entryAt(at)
		if twice := section.value.entry(b.textAt(at)); twice != nil {
			e = twice
		}
		switch {
		case e == nil:
			w.file = true
		case section.key == "rewards":
			w.rewards[e.key] = true
		default:
			w.names[e.key] = true
		}
	case "rules":
		i := section.value.itemAt(at)
		w.file = w.file || i < 0
		w.rules[i] = true
	case "tests": // they judge rules, and no rule stands on them
	default:
		w.file = true
	}
}

// entryAt is the entry of a mapping in which a place lies.
func (n *node) entryAt(at Pos) (found *entry) {
	for i := range n.entries {
		if !at.before(n.entries[i].at) {
			found = &n.entries[i]
		}
	}
	return found
}

// entry is the entry of a mapping with a key; nil when there is none.
func (n *node) entry(key string) *entry {
	if i := slices.IndexFunc(n.entries, func(e entry) bool { return e.key == key }); i >= 0 {
		return &n.entries[i]
	}
	return nil
}

// textAt is what stands at a place.
func (s *source) textAt(at Pos) string {
	line := s.lines[at.Line-1]
	from := min(at.Column-1, len(line))
	return string(line[from:max(from, min(at.EndColumn-1, len(line)))])
}

// itemAt is the item of a list in which a place lies; -1 = before the first.
func (n *node) itemAt(at Pos) (found int) {
	found = -1
	for i, item := range n.items {
		if !at.before(item.at) {
			found = i
		}
	}
	return found
}

func (p Pos) before(other Pos) bool {
	return p.Line < other.Line || p.Line == other.Line && p.Column < other.Column
}

var (
	wordShape = regexp.MustCompile(`[A-Za-z0-9_-]+`)
	braces    = regexp.MustCompile(`\{\{[^}]*\}\}`)
)

// standsOn are the traits, labels and rewards that a part of the file names: any
// word of it, except in what is only said.
func (b *builder) standsOn(n *node, itself string) rules.Needs {
	words := map[string]bool{}
	n.gather("", words)
	var found rules.Needs
	for _, all := range [][]string{namesOf(b.in.Traits), namesOf(b.in.Labels)} {
		for _, name := range all {
			if words[name] && name != itself {
				found.Names = append(found.Names, name)
			}
		}
	}
	for _, name := range namesOf(b.in.Rewards) {
		if words[name] {
			found.Rewards = append(found.Rewards, name)
		}
	}
	return found
}

func namesOf[T any](m Map[T]) []string {
	all := make([]string, len(m))
	for i := range m {
		all[i] = m[i].Name
	}
	return all
}

// gather collects the words of a part of the file; key is what it stands after.
func (n *node) gather(key string, words map[string]bool) {
	if n == nil {
		return
	}
	for i := range n.entries {
		n.entries[i].value.gather(n.entries[i].key, words)
	}
	for _, item := range n.items {
		item.gather(key, words)
	}
	said := n.text
	if slices.Contains([]string{"id", "title", "body", "text"}, key) {
		said = strings.Join(braces.FindAllString(said, -1), " ")
	}
	for _, word := range wordShape.FindAllString(said, -1) {
		words[word] = true
		for part := range strings.SplitSeq(word, "-") { // a subtraction, perhaps
			words[part] = true
		}
	}
}
