package link

import (
	"context"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// The patience of a link. paho's own ways back are not used: they wait up to
// ten minutes, do not subscribe again, and send messages of which the caller
// has been told that they are unknown.
const (
	firstPause = time.Second
	longPause  = 5 * time.Second
	// settled is how long a connection must hold before the next break counts
	// as a new one: two clients with one id throw each other out for ever.
	settled = 10 * time.Second

	connectTimeout = 5 * time.Second
	writeTimeout   = 5 * time.Second
	keepAlive      = 30 * time.Second
	pingTimeout    = 10 * time.Second
	goodbye        = 2 * time.Second
)

// Run keeps the link connected until ctx ends, and then says goodbye. It
// returns early only when the options can never work.
func (l *Link) Run(ctx context.Context) error {
	broker, err := parse(l.o)
	if err != nil {
		return err
	}
	pause := firstPause
	for {
		began := time.Now()
		err := newSession(ctx, l, broker).run(ctx)
		if ctx.Err() != nil {
			l.away(nil)
			return nil
		}
		l.away(err)
		if time.Since(began) > settled {
			pause = firstPause
		}
		if !sleep(ctx, pause) {
			return nil
		}
		pause = min(2*pause, longPause)
	}
}

// here notes that the link is up.
func (l *Link) here(client mqtt.Client, gone <-chan struct{}, problem string) {
	l.mu.Lock()
	l.client, l.gone = client, gone
	l.health = Health{Up: true, Since: time.Now(), Problem: problem}
	l.mu.Unlock()
	if problem != "" {
		l.o.Log.Warn("connected, but not whole", "problem", problem)
		return
	}
	l.o.Log.Info("connected to the broker")
}

// away notes that the link is down; a nil error means on purpose.
func (l *Link) away(why error) {
	l.mu.Lock()
	was := l.health
	l.client, l.health.Up, l.health.Problem = nil, false, "ended"
	if why != nil {
		l.health.Problem = why.Error()
	}
	if was.Up {
		l.health.Since = time.Now()
	}
	changed := l.health.Problem != was.Problem
	l.mu.Unlock()
	if why != nil && changed {
		l.o.Log.Warn("no connection to the broker", "err", why)
	}
	if was.Up && l.o.Down != nil {
		l.o.Down(why)
	}
}

// sleep waits for d, or reports false when ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
