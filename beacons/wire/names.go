package wire

import "hash/maphash"

// namesBound is how many names are known at once. Strangers beyond it make the
// table begin anew, so that a flood of them costs time and never memory.
const namesBound = 1 << 17

// names gives each spelling one string and one small number, so that hearing a
// known tag again costs no allocation. Numbers are given in the order of first
// hearing: a crowd's names lie close together, in the processor's own cache.
type names struct {
	seed  maphash.Seed
	index []place // a power of two, at most half full
	known []string
}

// place leads to a name, if its hash fits; 0 is empty.
type place struct {
	hash   uint32
	number uint32 // from 1, in known
}

func newNames() *names {
	return &names{seed: maphash.MakeSeed(), index: make([]place, 1<<10)}
}

// of is the string of b, the same one as last time if it is still known, and
// its number, from 1.
func (n *names) of(b []byte) (name string, number uint32) {
	hash := uint32(maphash.Bytes(n.seed, b))
	for i := hash; ; i++ {
		at := n.index[i&uint32(len(n.index)-1)]
		if at.number == 0 {
			return n.add(hash, string(b))
		}
		if at.hash == hash && n.known[at.number-1] == string(b) {
			return n.known[at.number-1], at.number
		}
	}
}

func (n *names) add(hash uint32, name string) (string, uint32) {
	if len(n.known) == namesBound {
		clear(n.index)
		clear(n.known)
		n.known = n.known[:0]
	}
	if 2*len(n.known) >= len(n.index) {
		n.grow()
	}
	n.known = append(n.known, name)
	number := uint32(len(n.known))
	n.put(place{hash, number})
	return name, number
}

func (n *names) put(p place) {
	i := p.hash
	for n.index[i&uint32(len(n.index)-1)].number != 0 {
		i++
	}
	n.index[i&uint32(len(n.index)-1)] = p
}

func (n *names) grow() {
	old := n.index
	n.index = make([]place, 2*len(old))
	for _, p := range old {
		if p.number != 0 {
			n.put(p)
		}
	}
}
