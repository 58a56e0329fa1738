package console

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"foyer/beacons"
)

// Answers are what the console asks the venue when somebody asks it. What they
// say about one person is shown to whoever asks, and written down nowhere.
type Answers struct {
	// Why explains a rule for a person, by their registration's id, badge or
	// phone; a rule about a zone needs none.
	Why func(ctx context.Context, person, rule string) (*Why, error)
	// Decisions are the newest decisions about a person, a rule or both, the
	// newest first; an empty one stands for all.
	Decisions func(ctx context.Context, person, rule string, limit int) ([]Decided, error)
	// Reading is every rule in force in plain English.
	Reading func(ctx context.Context) ([]Reading, error)
}

// Why is what stands between a person, or a zone, and a rule, and what came of
// it so far. Times are in the venue's time zone.
type Why struct {
	Rule      string         `json:"rule"`
	Title     string         `json:"title"`
	Person    beacons.Person `json:"person,omitempty"`
	Zone      beacons.Zone   `json:"zone,omitempty"`
	At        time.Time      `json:"at"`
	Text      string         `json:"text"` // the answer in a few sentences
	Checks    []Check        `json:"checks"`
	Decisions []Decided      `json:"decisions"` // newest first
	Visits    []Counted      `json:"visits"`    // oldest first
}

// Check is one thing that the rule asks, and how it is now.
type Check struct {
	Gate    string `json:"gate"`
	Asks    string `json:"asks"`
	Holds   bool   `json:"holds"`
	Open    bool   `json:"open"` // cannot be known before it happens
	Because string `json:"because"`
	Would   string `json:"would"` // what would have to change; "" = nothing
}

// Decided is one decision about a person and a rule.
type Decided struct {
	Rule    string         `json:"rule"`
	Person  beacons.Person `json:"person,omitempty"`
	At      time.Time      `json:"at"`
	Outcome string         `json:"outcome"` // done, held or dropped
	Because string         `json:"because"` // when not done
	Does    []string       `json:"does"`
	Facts   []string       `json:"facts"` // what woke the rule
}

// Counted is one visit, and whether it counted for the rule.
type Counted struct {
	Zone    beacons.Zone `json:"zone"`
	From    time.Time    `json:"from"`
	To      time.Time    `json:"to"` // of an open visit, until when they were heard
	Open    bool         `json:"open"`
	For     string       `json:"for"` // what counts it; "" = the rule itself
	Holds   bool         `json:"holds"`
	Because string       `json:"because"`
}

// Reading is a rule as the machine understood it.
type Reading struct {
	Rule  string `json:"rule"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Zone  bool   `json:"zone"` // it is about a zone, not a person
}

// Unknown is an error about a question: nobody, or no rule, is called so.
type Unknown struct{ Text string }

// Error says what is not known, and how to find it.
func (u *Unknown) Error() string { return u.Text }

// mostDecisions is how many decisions one answer holds at most.
const mostDecisions = 1000

// answers adds the ways to ask.
func (c *Console) answers(mux *http.ServeMux) {
	asked := c.options.Answers
	if asked == nil {
		return
	}
	mux.HandleFunc("GET /api/why", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		answer, err := asked.Why(r.Context(), q.Get("person"), q.Get("rule"))
		tell(w, answer, err)
	})
	mux.HandleFunc("GET /api/decisions", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		limit, err := strconv.Atoi(q.Get("limit"))
		if err != nil || limit < 1 || limit > mostDecisions {
			limit = mostDecisions
		}
		all, err := asked.Decisions(r.Context(), q.Get("person"), q.Get("rule"), limit)
		tell(w, all, err)
	})
	mux.HandleFunc("GET /api/rules/reading", func(w http.ResponseWriter, r *http.Request) {
		all, err := asked.Reading(r.Context())
		tell(w, all, err)
	})
}

// tell answers with JSON, or with what is wrong as {"error": ...}.
func tell(w http.ResponseWriter, answer any, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		status := http.StatusServiceUnavailable
		if _, unknown := errors.AsType[*Unknown](err); unknown {
			status = http.StatusNotFound
		}
		w.WriteHeader(status)
		answer = map[string]string{"error": err.Error()}
	}
	_ = json.NewEncoder(w).Encode(answer) // to a browser that may be gone
}
