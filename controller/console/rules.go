package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"foyer/rules/parse"
)

// Rules is what the pages may do with the rules, each as a function: who
// decides is behind them. A *Refused says in words why not.
type Rules struct {
	List     func() RulesList
	Show     func(ctx context.Context, version int) (RulesVersion, error)
	Diff     func(ctx context.Context, from, to int) ([]DiffLine, error)
	Check    func(source string) []parse.Problem
	Save     func(ctx context.Context, s SaveRules) (RulesVersion, []parse.Problem, error)
	Publish  func(ctx context.Context, p PublishRules) (RulesVersion, error)
	Rollback func(ctx context.Context, p PublishRules) (RulesVersion, error)
	Stop     func(ctx context.Context, s StopWish) ([]Stop, error)
}

// RulesList is all versions, newest first, and the source of the live one.
type RulesList struct {
	Live     int            `json:"live"`
	File     string         `json:"file"` // what the source is called in problems
	Source   string         `json:"source"`
	Wrong    string         `json:"wrong,omitempty"` // what is wrong with the rules file
	Versions []RulesVersion `json:"versions"`
	Rules    []RuleName     `json:"rules"`    // those in force, in order
	Channels []string       `json:"channels"` // that can be stopped
}

// RuleName is a rule in force.
type RuleName struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// RulesVersion is one save of the rules.
type RulesVersion struct {
	Number    int       `json:"number"`
	Author    string    `json:"author"`
	Message   string    `json:"message"`
	At        time.Time `json:"at"`
	State     string    `json:"state"` // draft, checked, shadow, live, retired
	Errors    int       `json:"errors"`
	Warnings  int       `json:"warnings"`
	Tests     int       `json:"tests"`     // that stand beside the rules
	Otherwise int       `json:"otherwise"` // of them, that went otherwise when it was saved
	Published time.Time `json:"published,omitzero"`
	From      int       `json:"from,omitempty"`   // the version it went back to
	Source    string    `json:"source,omitempty"` // only when one is shown
	// Would is what a version in shadow would have done so far.
	Would []Would `json:"would,omitempty"`
}

// Would is how often a rule of a shadow would have acted, and how often the
// live one of its id has.
type Would struct {
	Rule  string `json:"rule"`
	Title string `json:"title"`
	Times int    `json:"times"`
	Live  int    `json:"live"`
}

// DiffLine is one line of a comparison; Op is "+", "-" or " ".
type DiffLine struct {
	Op   string `json:"op"`
	Old  int    `json:"old,omitempty"` // line number; 0 = not there
	New  int    `json:"new,omitempty"`
	Text string `json:"text"`
}

// SaveRules is a new version.
type SaveRules struct {
	Source  string `json:"source"`
	Author  string `json:"author"` // empty = "page"
	Message string `json:"message"`
}

// PublishRules asks for a version to go live.
type PublishRules struct {
	Version int       `json:"version"`
	By      string    `json:"by"` // empty = "page"
	Waits   WaitsWish `json:"waits"`
	// Mode is "live", or "shadow": tried beside the live one, until version 0 is.
	Mode string `json:"mode,omitempty"`
}

// WaitsWish says what becomes of those who wait: "keep", "move" or "cancel" for
// all, or one of them by rule. The key "" stands for all other rules.
type WaitsWish map[string]string

// UnmarshalJSON reads a word for all, or words by rule.
func (w *WaitsWish) UnmarshalJSON(body []byte) error {
	var all string
	if json.Unmarshal(body, &all) == nil {
		*w = WaitsWish{"": all}
		return nil
	}
	return json.Unmarshal(body, (*map[string]string)(w))
}

// StopWish stops something, or lets it go on.
type StopWish struct {
	What string `json:"what"` // all, rule:ID or channel:NAME
	On   bool   `json:"on"`
	By   string `json:"by"`
}

// Refused says in words why a wish cannot be granted.
type Refused struct {
	Text     string          `json:"error"`
	Problems []parse.Problem `json:"problems,omitempty"`
	Waiting  []Waiting       `json:"waiting,omitempty"` // say for each what becomes of them
}

// Error is the text.
func (r *Refused) Error() string { return r.Text }

// Waiting asks what becomes of those who wait at a rule.
type Waiting struct {
	Rule    string   `json:"rule"`
	Title   string   `json:"title"`
	People  int      `json:"people"`
	Choices []string `json:"choices"` // of keep, move and cancel
}

// maxBody bounds what is sent to us: rules for a whole conference are 100 KB.
const maxBody = 1 << 20

func (r *Rules) handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/rules", func(w http.ResponseWriter, _ *http.Request) { answer(w, r.List(), nil) })
	mux.HandleFunc("GET /api/rules/versions/{number}", func(w http.ResponseWriter, q *http.Request) {
		n, err := number(q.PathValue("number"))
		if err != nil {
			answer(w, nil, err)
			return
		}
		shown, err := r.Show(q.Context(), n)
		answer(w, shown, err)
	})
	mux.HandleFunc("GET /api/rules/diff", r.diff)
	mux.HandleFunc("POST /api/rules/check", wished(func(_ context.Context, s SaveRules) (any, error) {
		return map[string]any{"problems": list(r.Check(s.Source))}, nil
	}))
	mux.HandleFunc("POST /api/rules/versions", wished(func(ctx context.Context, s SaveRules) (any, error) {
		saved, problems, err := r.Save(ctx, s)
		return map[string]any{"version": saved, "problems": list(problems)}, err
	}))
	mux.HandleFunc("POST /api/rules/publish", wished(func(ctx context.Context, p PublishRules) (any, error) {
		live, err := r.Publish(ctx, p)
		return map[string]any{"version": live}, err
	}))
	mux.HandleFunc("POST /api/rules/rollback", wished(func(ctx context.Context, p PublishRules) (any, error) {
		live, err := r.Rollback(ctx, p)
		return map[string]any{"version": live}, err
	}))
	mux.HandleFunc("POST /api/stop", wished(func(ctx context.Context, s StopWish) (any, error) {
		stops, err := r.Stop(ctx, s)
		return map[string]any{"stops": list(stops)}, err
	}))
}

func (r *Rules) diff(w http.ResponseWriter, q *http.Request) {
	from, err := number(q.FormValue("from"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	to, err := number(q.FormValue("to"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	lines, err := r.Diff(q.Context(), from, to)
	answer(w, map[string]any{"lines": list(lines)}, err)
}

func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, &Refused{Text: fmt.Sprintf("%q is not the number of a version.", text)}
	}
	return n, nil
}

// wished reads one JSON body and answers with one.
func wished[In any](do func(context.Context, In) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		var in In
		decoder := json.NewDecoder(http.MaxBytesReader(w, q.Body, maxBody))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			answer(w, nil, unread(err))
			return
		}
		out, err := do(q.Context(), in)
		answer(w, out, err)
	}
}

func unread(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &Refused{Text: "This is more than 1 MB, which is the most that is read."}
	}
	return &Refused{Text: "The body must be one JSON object with the fields that the README lists."}
}

// answer writes an outcome as JSON. What is refused has the same form always.
func answer(w http.ResponseWriter, out any, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		refused, is := errors.AsType[*Refused](err)
		code := http.StatusConflict
		if !is {
			refused, code = &Refused{Text: "It could not be done: " + err.Error()}, http.StatusServiceUnavailable
		}
		out = refused
		w.WriteHeader(code)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(out) // the browser may be gone
}

// list is never null in JSON.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
