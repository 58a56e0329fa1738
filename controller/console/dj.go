package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
)

// DJList is what one DJ sees. It names nobody.
type DJList struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Zone     beacons.Zone `json:"zone"`               // of the DJ's floor
	Requests []Request    `json:"requests,omitempty"` // the next one first
	Tastes   []Taste      `json:"tastes,omitempty"`   // the most liked first
	Paused   bool         `json:"paused"`             // no requests are taken
	Blocked  []Blocked    `json:"blocked,omitempty"`
	BPM      float64      `json:"bpm"`  // beats a minute that are heard now; 0 = none
	Undo     string       `json:"undo"` // the last press, which can be taken back; empty = none
}

// Request is one song asked for, with everyone who asked for it.
type Request struct {
	Song   string  `json:"song"`
	Artist string  `json:"artist"` // empty = not known
	Votes  int     `json:"votes"`
	Weight float64 `json:"weight"` // of the votes by who is on the floor now
	State  string  `json:"state"`  // asked, accepted, later, played or no
	// At is when it was first asked for, Played when it was last played; zero =
	// not this evening.
	At       time.Time `json:"at"`
	Played   time.Time `json:"played"`
	Explicit bool      `json:"explicit"`
	BPM      float64   `json:"bpm"` // beats a minute; 0 = not known
	Key      string    `json:"key"`
}

// Taste is a kind of music that people on the floor like.
type Taste struct {
	Taste  string  `json:"taste"`
	Weight float64 `json:"weight"` // sum over the people who like it
	People int     `json:"people"` // of them, on the floor now
	Trend  int     `json:"trend"`  // 1 = more than some minutes ago, -1 = fewer
}

// Blocked is a song, or all of an artist, that is not played tonight.
type Blocked struct {
	Name   string `json:"name"`
	Artist bool   `json:"artist"`
}

// Press is one of the DJ's buttons.
type Press struct {
	Queue string `json:"queue"`
	// Do is accept, played, later, no, block, block-artist, unblock,
	// unblock-artist, pause, go-on or undo.
	Do   string `json:"do"`
	Song string `json:"song"` // or the artist; empty where none is needed
}

func presses() []string {
	return []string{"accept", "played", "later", "no", "block", "block-artist", "unblock", "unblock-artist", "pause", "go-on", "undo"}
}

// pressed passes a press on, and answers with the list once it is safe.
func (c *Console) pressed(mux *http.ServeMux) {
	if c.options.Press == nil {
		return
	}
	mux.HandleFunc("POST /api/dj", wished(func(ctx context.Context, p Press) (any, error) {
		if !slices.Contains(presses(), p.Do) {
			return nil, &Refused{Text: "Write in `do` one of " + strings.Join(presses(), ", ") + "."}
		}
		ctx, cancel := context.WithTimeout(ctx, slowest)
		defer cancel()
		return c.options.Press(ctx, p)
	}))
}
