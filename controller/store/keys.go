package store

// keys are all the keys of one venue; no key is written anywhere else. The
// braces are one hash tag: all keys live on one Cluster node, so that one
// script may touch them all. No key has a time to live: expiry runs on the
// wall clock, and a clock that steps would forget who was given what.
//
//	lease      hash    e epoch, t token, n renewals
//	head       hash    n number of the last batch, d decisions it doubled
//	profiles   hash    person -> profile, JSON
//	visits     stream  p person, z zone, f from, t to; the newest, see bounds
//	decisions  hash    decision ID -> outcome letter + JSON; done is final
//	pools      set     names of pools
//	codes:POOL hash    code -> state|at|person
//	marks      hash    source -> seq|boot
//	seen       zset    id, scored by when; see bounds
//	out        stream  i effect ID, e effect; oldest first, until settled
//	outindex   hash    effect ID -> entry in out
//	ledger     hash    effect ID -> "try "+call or "done"; until settled
//	stops      hash    what is stopped -> at|by
//	versions   hash    "version:N", "published:N", "live", "file" -> what is known of the rules' versions
//	texts      hash    hash of a text -> the text: sources of rules and their files of codes
//	blobs      hash    name -> bytes
//	notes      hash    name -> bytes, written with a batch
type keys struct {
	prefix, lease, head, profiles, visits, decisions, pools, marks, seen, out, outIndex, ledger, stops, versions, texts, notes, blobs string
}

// tokenRandom is the length of the random part of a token.
const tokenRandom = 16

// bounds are what keeps the store from growing without end.
type bounds struct {
	// history is how many ended visits are kept, about.
	history int
	// seen is how many seen ids are kept in any case; above it those of the
	// last day are. Both, because the clock of a Raspberry Pi may step.
	seen int
}

// boundsOf keeps a million visits: 10,000 people with 100 each, some 60 MB. A
// trial store keeps fewer, so that its snapshots stay quick.
func boundsOf(k Kind) bounds {
	if k == Trial {
		return bounds{history: 100_000, seen: 100_000}
	}
	return bounds{history: 1_000_000, seen: 100_000}
}

func keysOf(venue string) keys {
	p := "foyer:{" + venue + "}:"
	return keys{
		prefix: p, lease: p + "lease", head: p + "head", profiles: p + "profiles", visits: p + "visits",
		decisions: p + "decisions", pools: p + "pools", marks: p + "marks", seen: p + "seen",
		out: p + "out", outIndex: p + "outindex", ledger: p + "ledger", stops: p + "stops", versions: p + "versions", texts: p + "texts",
		notes: p + "notes", blobs: p + "blobs",
	}
}

// codes is the key of one pool's codes.
func (k *keys) codes(pool string) string { return k.prefix + "codes:" + pool }

// commit lists the keys of the commit script, in the order it expects; the
// pools of the batch follow.
func (k *keys) commit() []string {
	return []string{
		k.lease, k.head, k.profiles, k.visits, k.decisions, k.pools,
		k.marks, k.seen, k.out, k.outIndex, k.ledger, k.stops, k.notes,
	}
}
