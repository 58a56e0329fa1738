package console

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Pairing is what POST /api/pair takes: the address of a bridge as a Device
// has it.
type Pairing struct {
	Bridge string `json:"bridge"`
}

// PairLine is one line of its answer, which comes while somebody is at the
// bridge: one JSON object a line, the last with Over.
type PairLine struct {
	Text string `json:"text"` // in whole sentences
	Over bool   `json:"over,omitempty"`
	OK   bool   `json:"ok,omitempty"` // it has given a key
}

// pair pairs with a bridge and tells how it goes. It ends when the page goes.
func (c *Console) pair(w http.ResponseWriter, r *http.Request) {
	var in Pairing
	if !posted(w, r, &in) {
		return
	}
	if c.options.Pair == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	lines := json.NewEncoder(w)
	say := func(l PairLine) {
		if err := lines.Encode(l); err == nil {
			_ = http.NewResponseController(w).Flush()
		}
	}
	err := c.options.Pair(r.Context(), in.Bridge, func(text string) { say(PairLine{Text: text}) })
	if err != nil {
		say(PairLine{Text: sentence(err.Error()), Over: true})
		return
	}
	say(PairLine{Text: "The bridge is paired. Its lamps follow now.", Over: true, OK: true})
}

// sentence makes one of what an error says.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return "It did not work: " + strings.TrimPrefix(text, "hue: ") + "."
}
