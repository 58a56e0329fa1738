package parse

// kind is what a piece of YAML is.
type kind int

const (
	broken  kind = iota // a problem about it has been noted already
	empty               // nothing, null or ~
	text                // anything else that is one word or line
	number              // written like a number
	truth               // true or false
	list                // [a, b] or lines that begin with a dash
	mapping             // {a: b} or lines with colons
)

// node is one piece of a file, with its place. It is our own, so that only one
// file knows the library that read it.
type node struct {
	kind    kind
	quote   rune   // of a scalar: ' or " or | or >, 0 = plain
	text    string // of a scalar
	at      Pos
	last    int // the last line it reaches
	items   []*node
	entries []entry
}

// entry is one key of a mapping and what it holds.
type entry struct {
	key   string
	at    Pos
	value *node
}

// get finds what a key holds; nil when the key is not there.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.entries {
		if n.entries[i].key == key {
			return n.entries[i].value
		}
	}
	return nil
}

// said names a kind in the writer's words.
func (k kind) said() string {
	switch k {
	case number:
		return "a number"
	case truth:
		return "true or false"
	case list:
		return "a list"
	case mapping:
		return "a group of keys"
	case empty:
		return "nothing"
	default:
		return "a text"
	}
}
