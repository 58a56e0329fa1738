package wire

import "hash/maphash"

const (
	nameSets = 1 << 15 // a power of two
	nameWays = 4
)

// names gives each spelling one string, so that hearing a known tag again
// costs no allocation. It is a cache of a fixed number of names: strangers push
// each other out and never make it grow (at most 131,072 names of 64 bytes).
type names struct {
	seed maphash.Seed
	sets [][nameWays]string
}

func newNames() *names {
	return &names{maphash.MakeSeed(), make([][nameWays]string, nameSets)}
}

// of is the string of b, the same one as last time if it is still known. The
// newest name of a set takes the place of the oldest.
func (n *names) of(b []byte) string {
	set := &n.sets[maphash.Bytes(n.seed, b)%nameSets]
	for i := range set {
		if set[i] == string(b) {
			return set[i]
		}
	}
	copy(set[1:], set[:nameWays-1])
	set[0] = string(b)
	return set[0]
}
