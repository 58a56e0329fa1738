package console

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"foyer/beacons"
)

// Redemption is a reward handed in at a desk: a code, or what a person was
// given of a reward, by the tag of their badge or who they are.
type Redemption struct {
	ID     string         `json:"id"` // the same counts once; empty = a new one
	Desk   string         `json:"desk"`
	Code   string         `json:"code"`
	Tag    beacons.Tag    `json:"tag"`
	Person beacons.Person `json:"person"`
	Reward string         `json:"reward"`
}

// Seed is the value that a draw is drawn with.
type Seed struct {
	Draw string `json:"draw"` // the reward
	Seed string `json:"seed"`
}

// Answer is what the venue says to what it was told.
type Answer struct {
	Status  int       `json:"-"` // of HTTP
	Verdict string    `json:"verdict"`
	Text    string    `json:"text"` // in plain words
	Reward  string    `json:"reward,omitempty"`
	At      time.Time `json:"at,omitzero"`
	// Winners and Reserves name people to whoever draws, and to nobody else.
	Winners  []Place `json:"winners,omitempty"`
	Reserves []Place `json:"reserves,omitempty"`
}

// Place is one line in the order of a draw, and whose it is.
type Place struct {
	Place  int            `json:"place"`
	Line   string         `json:"line"`
	Person beacons.Person `json:"person,omitempty"`
}

// slowest is how long somebody at a desk waits for an answer.
const slowest = 5 * time.Second

// redeem hands a reward in.
func (c *Console) redeem(w http.ResponseWriter, r *http.Request) {
	var in Redemption
	if !posted(w, r, &in) {
		return
	}
	if in.Code == "" && (in.Reward == "" || in.Tag == "" && in.Person == "") {
		http.Error(w, `say what is handed in: {"code": "..."}, or {"tag": "...", "reward": "..."}`, http.StatusBadRequest)
		return
	}
	passOn(c, w, r, c.options.Redeem, in)
}

// draw brings the seed of a draw.
func (c *Console) draw(w http.ResponseWriter, r *http.Request) {
	var in Seed
	if posted(w, r, &in) {
		passOn(c, w, r, c.options.Draw, in)
	}
}

// posted reads what was posted. A form of a foreign page cannot send JSON.
func posted[T any](w http.ResponseWriter, r *http.Request, into *T) bool {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		http.Error(w, "post JSON, with Content-Type: application/json", http.StatusUnsupportedMediaType)
		return false
	}
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10))
	body.DisallowUnknownFields()
	if err := body.Decode(into); err != nil {
		http.Error(w, "this is not what can be posted here: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

// passOn tells the venue, and answers once it is safe.
func passOn[T any](c *Console, w http.ResponseWriter, r *http.Request, to func(context.Context, T) (Answer, error), in T) {
	if to == nil {
		http.NotFound(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), slowest)
	defer cancel()
	answer, err := to(ctx, in)
	if err != nil {
		http.Error(w, "the venue does not answer now; nothing is lost, try again with the same id", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(answer.Status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		c.options.Log.DebugContext(r.Context(), "an answer was not taken", "error", err)
	}
}

// list is the published list of a draw, exactly as its hash was made.
func (c *Console) list(w http.ResponseWriter, r *http.Request) {
	text := ""
	if c.options.List != nil {
		text = c.options.List(r.PathValue("name"))
	}
	if text == "" {
		http.Error(w, "There is no list of this draw. It is published when entry closes.", http.StatusNotFound)
		return
	}
	plain(w, text)
}

// script checks a list; anybody can read and run it.
func (c *Console) script(w http.ResponseWriter, _ *http.Request) { plain(w, c.options.Script) }

// schema is what a rules file may hold, for an editor that completes.
func (c *Console) schema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/schema+json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(c.options.Schema)
}

func plain(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte(text))
}
