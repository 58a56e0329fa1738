package console

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// heartbeat keeps a silent stream from being taken for a dead one.
	heartbeat = 15 * time.Second
	// patience is how long one write may take: a browser that takes nothing
	// for so long is gone, or will come again by itself.
	patience = 10 * time.Second
	// hello says how soon to come again after the stream broke, and which page
	// belongs to this controller: an older one loads itself anew.
	hello = "retry: 1000\nevent: page\ndata: %s\n\n"
)

// state answers with the newest state, whole.
func (c *Console) state(w http.ResponseWriter, r *http.Request) {
	now := c.options.State()
	if now == nil {
		http.Error(w, "the venue is starting", http.StatusServiceUnavailable)
		return
	}
	m, err := newMoment(now)
	if err != nil {
		c.options.Log.ErrorContext(r.Context(), "state cannot be shown", "error", err)
		http.Error(w, "the state cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(m.whole)
}

// live streams the state: whole at first, then what has changed.
func (c *Console) live(w http.ResponseWriter, r *http.Request) {
	select {
	case c.streams <- struct{}{}:
		defer func() { <-c.streams }()
	default:
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	s := stream{w: w, control: http.NewResponseController(w)}
	if s.send(fmt.Appendf(nil, hello, c.page)) != nil {
		return
	}
	c.follow(r, &s)
}

// follow sends moments until the browser, or the console, is gone. Between two
// writes only the newest moment counts, so a slow browser skips and never lags.
func (c *Console) follow(r *http.Request, s *stream) {
	pulse := time.NewTicker(heartbeat)
	defer pulse.Stop()
	for !c.ended() {
		rung := c.bell.rung()
		if s.show(c.newest.Load()) != nil {
			return
		}
		select {
		case <-rung:
		case <-pulse.C:
			if s.send([]byte(": still here\n\n")) != nil {
				return
			}
		case <-c.over:
		case <-r.Context().Done():
			return
		}
	}
}

func (c *Console) ended() bool {
	select {
	case <-c.over:
		return true
	default:
		return false
	}
}

// stream is one open page and what it shows.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	shown   *moment
}

// show brings the page to m.
func (s *stream) show(m *moment) error {
	if m == nil || m == s.shown {
		return nil
	}
	var out bytes.Buffer
	out.WriteString("data: ")
	out.Write(m.since(s.shown)) // JSON has no line break of its own
	out.WriteString("\n\n")
	s.shown = m
	return s.send(out.Bytes())
}

func (s *stream) send(b []byte) error {
	err := s.control.SetWriteDeadline(time.Now().Add(patience))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write(b); err != nil {
		return err
	}
	return s.control.Flush()
}
