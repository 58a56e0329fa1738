package store

// keys are all the keys of one venue; no key is written anywhere else. The
// braces are one hash tag: all keys live on one Cluster node, so that one
// script may touch them all. No key has a time to live: expiry runs on the
// wall clock, and a clock that steps would forget who was given what.
//
//	lease      hash    e epoch, t token, n renewals
//	head       hash    n number of the last batch, d decisions it doubled
//	profiles   hash    person -> profile, JSON
//	visits     stream  p person, z zone, f from, t to; the newest historyBound
//	decisions  hash    decision ID -> outcome letter + JSON; done is final
//	pools      set     names of pools
//	codes:POOL hash    code -> state|at|person
//	marks      hash    source -> seq|boot
//	seen       zset    id, scored by when; see seenFloor
//	out        stream  i effect ID, e effect; oldest first, until settled
//	outindex   hash    effect ID -> entry in out
//	ledger     hash    effect ID -> "try "+call or "done"; until settled
//	blobs      hash    name -> bytes
type keys struct {
	prefix, lease, head, profiles, visits, decisions, pools, marks, seen, out, outIndex, ledger, blobs string
}

const (
	// historyBound is how many ended visits are kept, about: 10,000 people
	// with 100 visits each, some 60 MB.
	historyBound = 1_000_000
	// trialHistoryBound keeps the snapshot of a trial store quick.
	trialHistoryBound = 100_000
	// seenFloor is how many seen ids are kept in any case; above it those of
	// the last day are. Both, because the clock of a Raspberry Pi may step.
	seenFloor = 100_000
	// tokenRandom is the length of the random part of a token.
	tokenRandom = 16
)

func keysOf(venue string) keys {
	p := "foyer:{" + venue + "}:"
	return keys{
		prefix: p, lease: p + "lease", head: p + "head", profiles: p + "profiles", visits: p + "visits",
		decisions: p + "decisions", pools: p + "pools", marks: p + "marks", seen: p + "seen",
		out: p + "out", outIndex: p + "outindex", ledger: p + "ledger", blobs: p + "blobs",
	}
}

// codes is the key of one pool's codes.
func (k *keys) codes(pool string) string { return k.prefix + "codes:" + pool }

// commit lists the keys of the commit script, in the order it expects; the
// pools of the batch follow.
func (k *keys) commit() []string {
	return []string{
		k.lease, k.head, k.profiles, k.visits, k.decisions, k.pools,
		k.marks, k.seen, k.out, k.outIndex, k.ledger,
	}
}
