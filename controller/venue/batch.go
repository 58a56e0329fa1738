package venue

import (
	"time"

	"foyer/beacons"
	"foyer/rules"
)

// Batch is everything that must be safe before its effects may be let go. The
// store writes a batch whole or not at all, and once.
type Batch struct {
	// Number follows the number of the batch before it; the first is 1.
	Number    uint64
	Profiles  []Saved
	Visits    []beacons.Visit // ended in this batch: history
	Decisions []Decision
	Codes     []CodeMove
	Marks     []Mark
	Seen      []string // ids of stamps and asks taken, each counts once
	Notes     []Note   // what else is remembered; the last of a name counts
	// Out are the effects that must survive until they are done: pushes, songs
	// and staff lines. Lamps and publishes are state and are made anew.
	Out   []rules.Effect
	Stops []StopMove
	// Settled are IDs of effects of earlier batches that are done or refused.
	Settled []string
	// Told is what the rules were told meanwhile, in order. It alone is no
	// reason for a batch: it waits for one.
	Told []Told
}

// Empty tells whether there is nothing to write.
func (b *Batch) Empty() bool { return b.weight() == 0 }

func (b *Batch) weight() int {
	return len(b.Profiles) + len(b.Visits) + len(b.Decisions) + len(b.Codes) + len(b.Marks) + len(b.Seen) + len(b.Notes) + len(b.Out) + len(b.Settled) + len(b.Stops)
}

// Saved is one changed profile, encoded.
type Saved struct {
	Person beacons.Person
	JSON   []byte
}

// Decision is what a batch records of a rule's answer.
type Decision = rules.Decision

// CodeState is where one code of a pool is.
type CodeState string

// The states of a code. Free + Reserved + Given + Redeemed = imported, always.
const (
	CodeFree     CodeState = "free"
	CodeReserved CodeState = "reserved"
	CodeGiven    CodeState = "given"
	CodeRedeemed CodeState = "redeemed"
)

// CodeMove is one code's new state; an import is a move to CodeFree.
type CodeMove struct {
	Pool   string         `json:"pool"`
	Code   string         `json:"code"`
	State  CodeState      `json:"state"`
	Person beacons.Person `json:"person,omitempty"`
	At     time.Time      `json:"at"`
}

// Note is something small that is remembered under a name, such as that staff
// were told of an empty pool. An empty Body forgets it.
type Note struct {
	Name string
	Body []byte
}

// Mark is how far a numbered source has been committed.
type Mark struct {
	Source beacons.Source `json:"source"`
	Boot   string         `json:"boot"`
	Seq    uint64         `json:"seq"`
}

// StopMove says that something is stopped, or goes on again.
type StopMove struct {
	Stop rules.Stop
	On   bool
}

// State is what a store gives back at start: the sum of all batches.
type State struct {
	Number   uint64
	Profiles []Saved
	Codes    []CodeMove
	Marks    []Mark
	Seen     []string
	Notes    []Note
	// Secret is what draws are salted with, 16 bytes at least and known to
	// nobody. Without one, as in a test, whoever has our code can tell who entered.
	Secret []byte         `json:"-"`
	Out    []rules.Effect // not settled yet, oldest first
	Stops  rules.Stops
}
