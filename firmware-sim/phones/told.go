package phones

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Told is one message on one phone's screen.
type Told struct {
	Token      string    `json:"token"`
	Title      string    `json:"title"`
	Body       string    `json:"body"`
	Expires    time.Time `json:"expires,omitzero"`
	Rule       string    `json:"rule,omitempty"` // of the payload's foyer part
	ID         string    `json:"id,omitempty"`   // of the payload's foyer part
	APNsID     string    `json:"apns_id"`
	CollapseID string    `json:"collapse_id,omitempty"`
	Urgency    string    `json:"urgency,omitempty"` // of browsers
	At         time.Time `json:"at"`                // of the newest copy
	Times      int       `json:"times"`             // copies accepted; the newest replaced the others
}

// Counts is what the service has answered since it started.
type Counts struct {
	Connections int            `json:"connections"`
	Requests    int            `json:"requests"` // well formed and authorized
	Accepted    int            `json:"accepted"`
	Refused     int            `json:"refused"`
	ByReason    map[string]int `json:"by_reason,omitempty"`
}

// tell shows a message on the phone. A copy with the same collapse id takes
// the place of the one before it.
func (s *Service) tell(n note, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Accepted++
	key := n.token + " " + cmp.Or(n.collapseID, n.apnsID)
	s.told[key] = Told{
		Token: n.token, Title: n.payload.APS.Alert.Title, Body: n.payload.APS.Alert.Body,
		Expires: n.expires, Rule: n.payload.Foyer.Rule, ID: n.payload.Foyer.ID,
		APNsID: n.apnsID, CollapseID: n.collapseID, At: now, Times: s.told[key].Times + 1,
	}
}

// Told is every message on every screen, oldest first.
func (s *Service) Told() []Told {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.told), func(a, b Told) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Token, b.Token))
	})
}

// Requests is how often one apns-id came in, whatever was answered.
func (s *Service) Requests(apnsID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[apnsID]
}

// Counts is a copy of the counters.
func (s *Service) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts
	c.ByReason = maps.Clone(c.ByReason)
	return c
}

func (s *Service) count(add func(*Counts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add(&s.counts)
}
