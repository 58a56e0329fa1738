package console

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Attendee is what people may ask about themselves, each with their own key.
// An error that is a *Declined is told to them in its words.
type Attendee struct {
	Me func(ctx context.Context, key string) (*Me, error)
	// Subscribe takes where the person's browser listens, a PushSubscription as
	// JSON; "" = nowhere any more.
	Subscribe func(ctx context.Context, key, subscription string) error
	// Receipt takes that a push was shown or opened; the same counts once.
	Receipt func(ctx context.Context, key, push string, opened bool) error
	// Pass is a reward of theirs as an Apple Wallet pass; nil = there are none.
	Pass func(ctx context.Context, key, reward string) ([]byte, error)
}

// Declined is why a person is not given what they asked for.
type Declined struct {
	Status int    `json:"-"` // of HTTP
	Text   string `json:"text"`
}

func (d *Declined) Error() string { return d.Text }

// Me is what one person sees of themselves. Times are on the clocks of the
// place. web/src/me/me.ts mirrors it.
type Me struct {
	FirstName string    `json:"first_name"`
	Venue     string    `json:"venue"`
	At        time.Time `json:"at"`
	Rewards   []Reward  `json:"rewards"` // the newest first
	Consents  []Consent `json:"consents"`
	Push      Push      `json:"push"`
}

// Reward is something that the person was given.
type Reward struct {
	Reward string `json:"reward"` // its name in the rules
	// State is "coming", "yours", "redeemed", "draw" or "lost".
	State     string    `json:"state"`
	Code      string    `json:"code,omitempty"` // to be shown
	Text      string    `json:"text,omitempty"` // what to do, or how the draw stands
	At        time.Time `json:"at"`
	Expires   time.Time `json:"expires,omitzero"`
	HandOutAt string    `json:"hand_out_at,omitempty"`
	Why       Because   `json:"why"`
}

// Because is why something was given.
type Because struct {
	Title string   `json:"title"` // of the rule
	Facts []string `json:"facts"` // in plain words
}

// Consent is one purpose, and whether the person has agreed to it.
type Consent struct {
	Purpose string `json:"purpose"`
	Yes     bool   `json:"yes"`
}

// Push is whether this person's browser can be told, and is.
type Push struct {
	Key     string `json:"key,omitempty"` // to subscribe with; "" = this venue tells no browsers
	Agreed  bool   `json:"agreed"`        // to pushes, when they registered
	Browser bool   `json:"browser"`       // a browser of theirs is told
}

// receipt is what a phone tells of a push.
type receipt struct {
	ID   string `json:"id"`
	What string `json:"what"` // shown, opened
}

// attendee puts the doors of people in their places.
func (c *Console) attendee(mux *http.ServeMux) {
	a := c.options.Attendee
	if a == nil {
		return
	}
	mux.HandleFunc("GET /v1/me", personal(c, func(ctx context.Context, key string, _ *http.Request) (any, error) { return a.Me(ctx, key) }))
	if a.Pass != nil {
		mux.HandleFunc("GET /v1/pass/{reward}", personal(c, func(ctx context.Context, key string, r *http.Request) (any, error) {
			body, err := a.Pass(ctx, key, r.PathValue("reward"))
			return pass(body), err
		}))
	}
	mux.HandleFunc("DELETE /v1/subscriptions", personal(c, func(ctx context.Context, key string, _ *http.Request) (any, error) {
		return nil, a.Subscribe(ctx, key, "")
	}))
	mux.HandleFunc("POST /v1/subscriptions", func(w http.ResponseWriter, r *http.Request) {
		var in json.RawMessage
		if posted(w, r, &in) {
			personal(c, func(ctx context.Context, key string, _ *http.Request) (any, error) {
				return nil, a.Subscribe(ctx, key, string(in))
			})(w, r)
		}
	})
	mux.HandleFunc("POST /v1/receipts", func(w http.ResponseWriter, r *http.Request) {
		var in receipt
		if !posted(w, r, &in) {
			return
		}
		if in.ID == "" || in.What != "shown" && in.What != "opened" {
			http.Error(w, `say which push, and what became of it: {"id": "...", "what": "shown"} or "opened"`, http.StatusBadRequest)
			return
		}
		personal(c, func(ctx context.Context, key string, _ *http.Request) (any, error) {
			return nil, a.Receipt(ctx, key, in.ID, in.What == "opened")
		})(w, r)
	})
}

// pass is a file for a phone's wallet.
type pass []byte

// personal answers whoever brings a personal key.
func personal(c *Console, do func(ctx context.Context, key string, r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), slowest)
		defer cancel()
		key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		answer, err := do(ctx, key, r)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		declined, is := errors.AsType[*Declined](err)
		switch {
		case is:
			w.WriteHeader(declined.Status)
			answer = declined
		case err != nil:
			c.options.Log.WarnContext(ctx, "a guest was not answered", "door", r.Pattern, "late", errors.Is(err, context.DeadlineExceeded)) // an error may name a person
			w.WriteHeader(http.StatusServiceUnavailable)
			answer = &Declined{Text: "The venue does not answer now. Nothing is lost: try again in a moment."}
		case answer == nil:
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if body, is := answer.(pass); is {
			w.Header().Set("Content-Type", "application/vnd.apple.pkpass")
			_, _ = w.Write(body) // the phone may be gone
			return
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			c.options.Log.DebugContext(ctx, "an answer was not taken", "error", err)
		}
	}
}
