package console

import (
	"context"
	"net/http"
	"time"
)

// Webhooks is what may be done with what is told to services outside.
type Webhooks struct {
	// List are the receivers, and what they could not be told.
	List func() WebhookList
	// Again sends what was given up once more: all, those to one receiver, or
	// one by its id. It returns how many it is.
	Again func(ctx context.Context, what string) (int, error)
	// Try tells one receiver now that this is a test, and says what came of it.
	Try func(ctx context.Context, hook string) (string, error)
}

// WebhookList is how webhooks are.
type WebhookList struct {
	Hooks []Webhook     `json:"hooks"`
	Lost  []LostWebhook `json:"lost"` // oldest first
	// Dropped are how many older ones were too many to keep.
	Dropped int `json:"dropped"`
}

// Webhook is one receiver.
type Webhook struct {
	ID       string    `json:"id"`
	Host     string    `json:"host"` // empty = it has no secret, and is told nothing
	Up       bool      `json:"up"`
	Since    time.Time `json:"since"`
	Problem  string    `json:"problem"`
	Accepted uint64    `json:"accepted"`
	Waiting  int       `json:"waiting"`
}

// LostWebhook is one that was given up. What it says is not shown.
type LostWebhook struct {
	ID      string    `json:"id"`
	Hook    string    `json:"hook"`
	Rule    string    `json:"rule,omitempty"`
	At      time.Time `json:"at"` // when it happened
	GivenUp time.Time `json:"given_up"`
	Because string    `json:"because"`
	Again   bool      `json:"again"` // it is on its way once more
}

// WebhookWish names a receiver or what was given up.
type WebhookWish struct {
	What string `json:"what"`
}

func (h *Webhooks) handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/webhooks", func(w http.ResponseWriter, _ *http.Request) { answer(w, h.List(), nil) })
	mux.HandleFunc("POST /api/webhooks/again", wished(func(ctx context.Context, wish WebhookWish) (any, error) {
		n, err := h.Again(ctx, wish.What)
		return map[string]any{"again": n}, err
	}))
	mux.HandleFunc("POST /api/webhooks/try", wished(func(ctx context.Context, wish WebhookWish) (any, error) {
		said, err := h.Try(ctx, wish.What)
		return map[string]any{"said": said}, err
	}))
}
