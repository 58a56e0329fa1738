package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"foyer/beacons/link"
)

// announcedName is under which name the store keeps what was announced.
const announcedName = "home_assistant"

// announcer tells Home Assistant what there is, and takes back what it has told
// before and is no more: a zone that was removed, or all, when it is switched
// off. A broker keeps what is retained, so the store knows what that may be.
type announcer struct {
	wanted   []link.Message // said at every connect
	obsolete []string       // topics to be cleared
	store    blobs
	say      func(context.Context, link.Message) error
}

// newAnnouncer notes what is about to be announced before anything is.
func newAnnouncer(ctx context.Context, c config, store blobs, say func(context.Context, link.Message) error) (*announcer, error) {
	a := &announcer{wanted: c.announcements(), store: store, say: say}
	known, err := store.LoadBlob(ctx, announcedName)
	if err != nil {
		return nil, fmt.Errorf("what Home Assistant was told: %w", err)
	}
	var before []string
	if known != nil {
		if err := json.Unmarshal(known, &before); err != nil {
			return nil, fmt.Errorf("what Home Assistant was told: %w", err)
		}
	}
	wanted := a.topics()
	for _, topic := range before {
		if !slices.Contains(wanted, topic) {
			a.obsolete = append(a.obsolete, topic)
		}
	}
	if len(a.obsolete)+len(wanted) == len(before) {
		return a, nil
	}
	return a, a.note(ctx, append(wanted, a.obsolete...))
}

func (a *announcer) topics() (topics []string) {
	for _, m := range a.wanted {
		topics = append(topics, m.Topic)
	}
	return topics
}

func (a *announcer) note(ctx context.Context, topics []string) error {
	body, _ := json.Marshal(topics) // texts always encode
	if err := a.store.SaveBlob(ctx, announcedName, body); err != nil {
		return fmt.Errorf("what Home Assistant was told: %w", err)
	}
	return nil
}

// Run clears what is no more, and then waits for ctx. A topic is forgotten
// once the broker has said that it is cleared.
func (a *announcer) Run(ctx context.Context) error {
	for len(a.obsolete) > 0 && ctx.Err() == nil {
		empty := link.Message{Topic: a.obsolete[0], QoS: 1, Retain: true} // which takes the retained one away
		if a.say(ctx, empty) == nil && (len(a.obsolete) > 1 || a.note(ctx, a.topics()) == nil) {
			a.obsolete = a.obsolete[1:]
			continue
		}
		_ = rest(ctx, time.Second) // its end is looked at above
	}
	<-ctx.Done()
	return nil
}
