package store

import (
	"encoding/json"
	"fmt"

	"foyer/rules"
)

// envelope is how an effect waits in the outbox.
type envelope struct {
	Kind string          `json:"k"`
	Body json.RawMessage `json:"e"`
}

// kindOf names every effect there is; the linter refuses a switch with a gap.
func kindOf(e rules.Effect) string {
	switch e.(type) {
	case rules.Light:
		return "light"
	case rules.Song:
		return "song"
	case rules.Reward:
		return "reward"
	case rules.Push:
		return "push"
	case rules.Staff:
		return "staff"
	case rules.Publish:
		return "publish"
	case rules.Reply:
		return "reply"
	case rules.Points:
		return "points"
	case rules.Webhook:
		return "webhook"
	}
	return ""
}

func encodeEffect(e rules.Effect) ([]byte, error) {
	kind := kindOf(e)
	if kind == "" {
		return nil, fmt.Errorf("effect %T: it has no kind here", e)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("effect %s: %w", kind, err)
	}
	return json.Marshal(envelope{Kind: kind, Body: body})
}

func decodeEffect(stored string) (rules.Effect, error) {
	var e envelope
	if err := json.Unmarshal([]byte(stored), &e); err != nil {
		return nil, fmt.Errorf("effect: %w", err)
	}
	switch e.Kind {
	case "light":
		return decodeAs[rules.Light](e)
	case "song":
		return decodeAs[rules.Song](e)
	case "reward":
		return decodeAs[rules.Reward](e)
	case "push":
		return decodeAs[rules.Push](e)
	case "staff":
		return decodeAs[rules.Staff](e)
	case "publish":
		return decodeAs[rules.Publish](e)
	case "reply":
		return decodeAs[rules.Reply](e)
	case "points":
		return decodeAs[rules.Points](e)
	case "webhook":
		return decodeAs[rules.Webhook](e)
	}
	return nil, fmt.Errorf("effect: no kind %q is known: was it stored by a newer version?", e.Kind)
}

func decodeAs[E rules.Effect](stored envelope) (rules.Effect, error) {
	var e E
	if err := json.Unmarshal(stored.Body, &e); err != nil {
		return nil, fmt.Errorf("effect %s: %w", stored.Kind, err)
	}
	return e, nil
}
