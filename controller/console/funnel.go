package console

import (
	"encoding/json"
	"net/http"
)

// Funnel is what became of the pushes of one rule, step by step. No step says
// that a phone was reached before the phone itself does.
type Funnel struct {
	Rule     string `json:"rule"`
	Title    string `json:"title"`
	Accepted int    `json:"accepted"` // by Apple, or the browser's push service
	Shown    int    `json:"shown"`    // told by the phone
	Opened   int    `json:"opened"`   // told by the phone
	Redeemed int    `json:"redeemed"` // rewards of the rule that were handed in
}

// funnel answers with the funnels of the newest state.
func (c *Console) funnel(w http.ResponseWriter, r *http.Request) {
	all := []Funnel{}
	if now := c.options.State(); now != nil {
		all = append(all, now.Funnels...)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(all); err != nil {
		c.options.Log.DebugContext(r.Context(), "the funnel was not taken", "error", err)
	}
}
