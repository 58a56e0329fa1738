package main

import (
	"context"
	"errors"
	"fmt"

	"foyer/controller/store"
	"foyer/devices"
	"foyer/devices/push"
	"foyer/rules"
)

func (g *gear) addPush(c config, s *store.Store, set settings) error {
	a := c.Push.APNs
	if a == nil {
		return nil
	}
	key, err := c.secret(a.Key)
	if err != nil {
		g.lack("push", fmt.Sprintf("Nothing is pushed: %v.", err))
		return nil
	}
	config := push.Config{Host: a.Host, Topic: a.Topic, TeamID: a.TeamID, KeyID: a.KeyID, Key: key, Store: s, Gone: set.gone}
	if a.CA != "" {
		if config.CA, err = c.secret(a.CA); err != nil {
			return fmt.Errorf("push: ca: %w", err)
		}
	}
	g.push, err = push.New(config, set.log)
	return err
}

// noPush is a venue without a push service, or without its key: nothing
// arrives, and codes go back.
type noPush struct{}

// Do refuses.
func (noPush) Do(context.Context, rules.Push) error {
	return devices.Permanent(errors.New("this venue has no push service"))
}
