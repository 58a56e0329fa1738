package clip

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"foyer/devices/hue"
)

const (
	// longest is how long one connection for events is used. A real bridge says
	// nothing for hours when nothing changes, so silence proves nothing; a new
	// connection does, and everything is read anew with it.
	longest = 5 * time.Minute
	// eventLimit bounds one message: all lamps of a full bridge at once.
	eventLimit = 4 << 20
	// steady is how long a connection or a stream has to last to be called well.
	steady = 10 * time.Second
)

// hearing is one connection for the events.
type hearing struct{}

// listener hears; a connection that does not last is tried again, ever later.
type listener struct{ b *Bridge }

// Do hears the events until the connection ends.
func (l listener) Do(ctx context.Context, _ hearing) error {
	if err := l.b.unpaired(); err != nil {
		return errors.New(err.Error()) // not for good: somebody may pair
	}
	began := time.Now()
	err := l.b.hear(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if time.Since(began) >= steady {
		return nil // it was well: at once again
	}
	l.b.deaf(err)
	return err
}

// Listen hears the events of the bridge until ctx ends. They are hints only:
// what a lamp does is shown at once, and what may concern us is read again.
func (b *Bridge) Listen(ctx context.Context) error {
	for ctx.Err() == nil {
		_ = b.hearing.Do(ctx, hearing{}) // the reason is in Health
	}
	return nil
}

// deaf notes why the events are not heard; nil = they are.
func (b *Bridge) deaf(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heart.deaf = why
}

// hear is one connection. Everything is read anew with it: what happened while
// nobody listened is not told.
func (b *Bridge) hear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	a := b.access.Load()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.config.URL+"/eventstream/clip/v2", http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("hue-application-key", a.Key)
	req.Header.Set("Accept", "text/event-stream")
	res, err := a.events.Do(req)
	if err != nil {
		a.events.CloseIdleConnections()
		return errors.New(unsent(err).Error())
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the events are answered with status %d", res.StatusCode)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 0, 64<<10), eventLimit)
	for lines.Scan() {
		if err := b.line(lines.Text()); err != nil {
			return err
		}
	}
	return errors.Join(errors.New("the events have ended"), lines.Err())
}

// line takes one line: the greeting, or the data of a message.
func (b *Bridge) line(text string) error {
	if strings.HasPrefix(text, ":") {
		b.deaf(nil)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.due = time.Time{}
		b.rouse()
		return nil
	}
	data, is := strings.CutPrefix(text, "data:")
	if !is {
		return nil
	}
	var all []struct {
		Type string            `json:"type"`
		Data []json.RawMessage `json:"data"`
	}
	if json.Unmarshal([]byte(strings.TrimSpace(data)), &all) != nil {
		return &hue.Broken{What: "an event that is none"}
	}
	for _, c := range all {
		b.changed(c.Type, decode(envelope{Data: c.Data}))
	}
	return nil
}

// changed takes one container. A lamp is shown as told; what comes or goes, and
// what may be about our scene or our stream, is read again.
func (b *Bridge) changed(kind string, parts []resource) {
	b.mu.Lock()
	defer b.mu.Unlock()
	look := kind == "add" || kind == "delete"
	for _, part := range parts {
		if known, is := b.stock.by[part.ID]; is && kind == "update" {
			b.stock.by[part.ID] = known.take(part)
		}
		look = look || part.Type == "scene" || part.Type == "entertainment_configuration" || part.Type == "zigbee_connectivity"
	}
	if look && b.stale.IsZero() {
		b.stale = b.clock.Now()
		b.rouse()
	}
}

// hint has everything read again soon.
func (b *Bridge) hint() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.loaded = false
}
