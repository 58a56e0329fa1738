package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"foyer/controller/store"
	"foyer/devices"
	"foyer/devices/dj"
	"foyer/devices/dj/mastodon"
	"foyer/devices/dj/mpd"
	"foyer/devices/dj/osc"
	"foyer/rules"
)

const (
	// sinkAgain is how often a list is told again that has not changed: UDP
	// loses packets, and a player may have been started anew.
	sinkAgain = 30 * time.Second
	// newsLook is how often news are looked for.
	newsLook = 5 * time.Second
	// newsLife is how long news are worth telling.
	newsLife = 10 * time.Minute
)

// sinks carry one DJ's list on. None of them holds up the list, nor another.
type sinks struct {
	states []*devices.Outbox[dj.List]
	news   []*devices.Outbox[dj.News]
	runs   []func(context.Context) error
}

// addSinks makes what carries a list on.
func (g *gear) addSinks(c config, of djConfig, d *desk, set settings, s *store.Store) {
	asker := "dj " + of.ID // a stop holds only what somebody asked for: here the desk
	song := rules.Song{Head: rules.Head{Why: rules.Why{Rule: asker}}, Queue: of.ID}
	held := func() bool { return set.held != nil && set.held(song) }
	name := func(what string) string {
		if len(c.DJ) == 1 {
			return what
		}
		return what + " " + of.ID
	}
	g.join(device{name: name("DJ"), kind: "The DJ's list of " + d.name, health: d.list.Health})
	if of.OSC != "" {
		speaker := osc.New(osc.Config{Address: of.OSC, Clock: set.clock})
		d.sinks.state(speaker, set, held)
		g.join(device{name: name("OSC"), kind: "OSC to " + of.OSC, health: speaker.Health})
	}
	if m := of.MPD; m != nil {
		g.addPlayer(c, m, d, set, held, name("MPD"))
	}
	if m := of.Mastodon; m != nil {
		g.addAccount(c, m, d, set, held, name("mastodon"))
	}
	if of.Webhook != "" {
		hook := router[dj.News](func(_ context.Context, n dj.News) error {
			body, _ := json.Marshal(n) // plain fields: it always encodes
			g.hooks.put(letter{Cause: "dj-news|" + n.ID, Hook: of.Webhook, Rule: asker, Type: "dj.top", At: n.At, Data: body, Until: n.At.Add(newsLife), again: true})
			return nil
		})
		d.sinks.tell(hook, set, held)
	}
	if len(d.sinks.states) > 0 {
		d.sinks.runs = append(d.sinks.runs, d.repeat(set))
	}
	if len(d.sinks.news) > 0 {
		d.sinks.runs = append(d.sinks.runs, d.watch(set, s))
	}
}

func (g *gear) addPlayer(c config, m *mpdConfig, d *desk, set settings, held func() bool, name string) {
	password := ""
	if m.Password != "" {
		key, err := c.secret(m.Password)
		if err != nil {
			g.lack(name, fmt.Sprintf("MPD is not spoken to: %v.", err))
			return
		}
		password = strings.TrimSpace(string(key))
	}
	player := mpd.New(mpd.Config{Address: m.Address, Password: password, Music: m.Music, Auto: m.Auto, Plays: d.list.Plays, Clock: set.clock})
	d.sinks.state(player, set, held)
	d.sinks.runs = append(d.sinks.runs, player.Run)
	g.join(device{name: name, kind: "MPD at " + m.Address, health: player.Health})
}

func (g *gear) addAccount(c config, m *mastodonConfig, d *desk, set settings, held func() bool, name string) {
	token, err := c.secret(m.Token)
	if err != nil {
		g.lack(name, fmt.Sprintf("Nothing is posted: %v.", err))
		return
	}
	account := mastodon.New(mastodon.Config{
		Server: m.Server, Token: strings.TrimSpace(string(token)), Title: m.Title, Visibility: m.Visibility, Clock: set.clock,
	})
	d.sinks.tell(account, set, held)
	g.join(device{name: name, kind: "Mastodon at " + m.Server, health: account.Health})
}

// state adds a sink that is told how the list is: the newest, once a second at
// most.
func (s *sinks) state(sink dj.Sink, set settings, held func() bool) {
	out := devices.NewOutbox(devices.OutboxConfig[dj.List]{
		Driver: devices.Pace(sink, set.clock, 1, 1), Clock: set.clock, Newest: true, Key: func(dj.List) string { return "" },
		Patience: devices.Patience[dj.List]{First: time.Second, Longest: sinkAgain, Held: func(dj.List) bool { return held() }},
	})
	s.states = append(s.states, out)
	s.runs = append(s.runs, out.Run)
}

// tell adds a sink that is told news.
func (s *sinks) tell(sink dj.NewsSink, set settings, held func() bool) {
	out := devices.NewOutbox(devices.OutboxConfig[dj.News]{
		Driver: sink, Clock: set.clock, Newest: true, Key: func(dj.News) string { return "" },
		Patience: devices.Patience[dj.News]{
			First: 5 * time.Second, Longest: time.Minute, Held: func(dj.News) bool { return held() },
			Deadline: func(n dj.News) time.Time { return n.At.Add(newsLife) },
		},
	})
	s.news = append(s.news, out)
	s.runs = append(s.runs, out.Run)
}

// put tells how the list is.
func (s *sinks) put(l dj.List) {
	for _, out := range s.states {
		out.Put(l)
	}
}

// repeat tells the list now and then though nothing changed.
func (d *desk) repeat(set settings) func(context.Context) error {
	return func(ctx context.Context) error {
		for ctx.Err() == nil {
			d.sinks.put(d.list.Snapshot())
			_ = set.clock.Sleep(ctx, sinkAgain)
		}
		return nil
	}
}

// watch looks for news and tells them. What was told is saved before.
func (d *desk) watch(set settings, s dj.Store) func(context.Context) error {
	name := "dj-" + d.id + "-news"
	return func(ctx context.Context) error {
		var chart dj.Chart
		for known := false; ctx.Err() == nil; _ = set.clock.Sleep(ctx, newsLook) {
			if !known {
				if known = recall(ctx, s, name, &chart) == nil; !known {
					continue // the store is away
				}
			}
			before := chart
			news, some := chart.Next(set.clock.Now(), d.list.Snapshot())
			if !some {
				continue
			}
			body, _ := json.Marshal(chart) // plain fields: it always encodes
			if s.SaveBlob(ctx, name, body) != nil {
				chart = before
				continue
			}
			for _, out := range d.sinks.news {
				out.Put(news)
			}
		}
		return nil
	}
}

// recall reads what an earlier start has told; an unreadable one is forgotten.
func recall(ctx context.Context, s dj.Store, name string, chart *dj.Chart) error {
	body, err := s.LoadBlob(ctx, name)
	if err == nil && body != nil {
		_ = json.Unmarshal(body, chart)
	}
	return err
}
