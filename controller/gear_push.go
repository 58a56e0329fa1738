package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"foyer/controller/store"
	"foyer/devices"
	"foyer/devices/push"
	"foyer/devices/push/web"
	"foyer/rules"
)

func (g *gear) addPush(c config, s *store.Store, set settings) error {
	return errors.Join(g.addAPNs(c, s, set), g.addWeb(c, set))
}

// addAPNs tells the phones that have the app.
func (g *gear) addAPNs(c config, s *store.Store, set settings) error {
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

// addWeb tells browsers.
func (g *gear) addWeb(c config, set settings) error {
	w := c.Push.Web
	if w == nil {
		return nil
	}
	keys, err := c.pushKeys()
	if err != nil {
		g.lack("web push", fmt.Sprintf("Browsers are told nothing: %v.", err))
		return nil
	}
	config := web.Config{
		Subscriber: w.Subject, Keys: keys, Hosts: w.Hosts.All(), Clock: set.clock,
		Gone: func(subscription string) { set.gone(subscription, time.Time{}) },
	}
	if w.CA != "" {
		if config.CA, err = c.secret(w.CA); err != nil {
			return fmt.Errorf("web push: ca: %w", err)
		}
	}
	g.web, err = web.New(config, set.log)
	return err
}

// pushKeys are the venue's own for browsers, made when there are none yet:
// whoever subscribed with them is lost with them.
func (c config) pushKeys() (web.Keys, error) {
	text, err := c.secret(c.Push.Web.Keys)
	if err == nil {
		return web.ReadKeys(text)
	}
	if !strings.HasPrefix(c.Push.Web.Keys, "file:") {
		return web.Keys{}, err
	}
	keys, err := web.NewKeys()
	if err != nil {
		return web.Keys{}, err
	}
	path := c.path(c.Push.Web.Keys)
	if err := writeOnce(path, keys.Encode()); errors.Is(err, fs.ErrExist) {
		return web.Keys{}, fmt.Errorf("the key file %s cannot be read", path)
	} else if err != nil {
		return web.Keys{}, fmt.Errorf("the key file: %w", err)
	}
	return keys, nil
}

// writeOnce writes a secret whole, for its owner alone, and never over another.
func writeOnce(path string, secret []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(secret)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// tell is the driver of pushes: an address says whether it is a browser's or an
// app's. Without the sender nothing arrives, and codes go back.
func (g *gear) tell() devices.Driver[rules.Push] {
	return router[rules.Push](func(ctx context.Context, p rules.Push) error {
		switch {
		case web.Is(p.Token) && g.web != nil:
			return g.web.Do(ctx, p)
		case web.Is(p.Token):
			return devices.Permanent(errors.New("this venue does not push to browsers"))
		case g.push != nil:
			return g.push.Do(ctx, p)
		}
		return devices.Permanent(errors.New("this venue has no push service"))
	})
}
