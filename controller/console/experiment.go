package console

import (
	"encoding/json"
	"net/http"
)

// FewestShown is below how many people nothing is told of a group: so few might
// be known to each other.
const FewestShown = 5

// Hidden stands for a number of people below FewestShown.
const Hidden = -1

// Experiment is what may be said of one experiment, or of the holdout.
type Experiment struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Over  bool   `json:"over"` // the last person's time to succeed has passed
	Text  string `json:"text"` // what is known, in plain words
	// Warning says that the groups are not as large as the lot makes them.
	Warning     string       `json:"warning,omitempty"`
	Groups      []Group      `json:"groups"`
	Differences []Difference `json:"differences"` // only when it is over
}

// Group is the people of one variant. A number is Hidden when it is small.
type Group struct {
	Name      string `json:"name"`
	Shown     int    `json:"shown"`     // who was told, or would have been
	Judged    int    `json:"judged"`    // of these, whose time to succeed is over
	Succeeded int    `json:"succeeded"` // of Judged
}

// Difference is where the share of successes of one variant likely lies (19
// times in 20) above that of another, -1..1.
type Difference struct {
	Variant string  `json:"variant"`
	Against string  `json:"against"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// experiments answers with the experiments of the newest state.
func (c *Console) experiments(w http.ResponseWriter, _ *http.Request) {
	all := []Experiment{}
	if s := c.options.State(); s != nil && s.Experiments != nil {
		all = s.Experiments
	}
	body, err := json.Marshal(all)
	if err != nil {
		http.Error(w, "the experiments cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(append(body, '\n'))
}
