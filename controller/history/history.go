// Package history keeps what a venue's rules were told, so that a day can be
// lived again: as it was, decision for decision, or by other rules.
//
// A history is JSON lines, foyer.history/v1. The first line says whose it is
// and holds what the venue knew at the start; each other line is one thing that
// its rules were told, in order. It holds visits, never sightings, and no name,
// push address, badge or code: a tag is written as "who#which", a code as the
// number of its row. People whom nobody may follow are in it as numbers only.
//
// The package is pure: files, clocks and progress are its callers'.
package history

import (
	"encoding/json"
	"fmt"
	"time"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// Schema is what the first line of every history says.
const Schema = "foyer.history/v1"

// header is the first line.
type header struct {
	Schema string `json:"schema"`
	Venue  string `json:"venue"`
	// From is when the venue started, by its own clock.
	From  time.Time `json:"from"`
	State state     `json:"state"`
}

// state is a venue.State of which some parts are written otherwise. What it
// does not name is written as it is.
type state struct {
	venue.State
	Profiles []profile
	Codes    []venue.CodeMove
	Out      []rules.Push // pushes on their way, without their texts
	Marks    []struct{}   `json:",omitempty"` // nothing is numbered by a source here
}

// profile is what was saved of one person.
type profile struct {
	Person beacons.Person  `json:"p"`
	Saved  json.RawMessage `json:"s"`
}

// registration is an enrolment without what no decision needs.
type registration struct {
	Person     beacons.Person  `json:"p"`
	Named      bool            `json:"named,omitempty"`
	Tags       int             `json:"tags,omitempty"`
	Phone      string          `json:"phone,omitempty"` // a stand-in for the push address
	Since      time.Time       `json:"since,omitzero"`  // of Phone
	Colour     rules.Colour    `json:"colour,omitempty"`
	Music      string          `json:"music,omitempty"`
	Registered bool            `json:"registered,omitempty"`
	Staff      bool            `json:"staff,omitempty"`
	Sponsor    bool            `json:"sponsor,omitempty"`
	Consents   []rules.Purpose `json:"consents,omitempty"`
}

// publication is a book that came into force.
type publication struct {
	Version int    `json:"version,omitempty"`
	File    string `json:"file"`
	Text    string `json:"text"`
	// Pools are the codes of each pool, by number: from, to, from, to.
	Pools map[string][]int            `json:"pools,omitempty"`
	Waits map[string]rules.WaitChoice `json:"waits,omitempty"`
}

// MistakeError is a line of a history that cannot be read.
type MistakeError struct {
	Line int
	Err  error
}

func (e *MistakeError) Error() string { return fmt.Sprintf("history: line %d: %v", e.Line, e.Err) }

// Unwrap is what is wrong with the line.
func (e *MistakeError) Unwrap() error { return e.Err }
