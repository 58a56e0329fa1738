package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"foyer/beacons/link"
	"foyer/controller/console"
)

// earOn hears what is published on the venue's broker under a topic.
type earOn struct {
	mu   sync.Mutex
	said []link.Message
}

func (e *earOn) heard() []link.Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]link.Message(nil), e.said...)
}

// listen subscribes before it returns, until the test ends.
func (s *site) listen(topic string) *earOn {
	s.tb.Helper()
	e := &earOn{}
	up := make(chan struct{})
	var once sync.Once
	l := link.New(link.Options{
		URL: s.controller.config.Broker.URL, Client: "ear-" + s.tb.Name(), Clean: true, Log: slog.New(slog.DiscardHandler),
		Subscribe: []link.Filter{{Topic: topic, QoS: 1}},
		Hear: func(d link.Delivery) {
			e.mu.Lock()
			defer e.mu.Unlock()
			d.Body = slices.Clone(d.Body)
			e.said = append(e.said, d.Message)
			d.Ack()
		},
		Up: func() { once.Do(func() { close(up) }) },
	})
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { _ = l.Run(ctx) })
	s.tb.Cleanup(func() { cancel(); run.Wait() })
	waitFor(s.tb, "the ear is subscribed", func() bool {
		select {
		case <-up:
			return true
		default:
			return false
		}
	})
	return e
}

func (s *site) staff() []console.StaffMessage {
	return s.outboxes.crew.lines(s.controller.rules.now.Load().place())
}

func TestStaffAreToldOnceByEachWayAlsoOverARestart(t *testing.T) {
	o := newOutside(t)
	o.answers(http.StatusServiceUnavailable)
	s := newHookSite(t, o, "staff: {webhook: crm}\n")
	ear := s.listen("foyer/pier-west/staff")
	s.visits("bacon")
	waitFor(t, "the broker has the line, and the service was asked", func() bool {
		_, bodies := o.told()
		return len(ear.heard()) == 1 && len(kindOfBodies(bodies, "staff")) > 0
	})
	m := ear.heard()[0]
	var said struct{ ID, Text, Rule string }
	if err := json.Unmarshal(m.Body, &said); err != nil || m.Retain || said.Text != "Ada is at the bacon bar." || said.Rule != "hot-lead" || said.ID == "" {
		t.Errorf("the broker was told %s, retained: %v, %v, want the line with its id and rule, not retained", m.Body, m.Retain, err)
	}
	if lines := s.staff(); len(lines) != 1 || lines[0].Text != "Ada is at the bacon bar." || lines[0].Done {
		t.Errorf("the page shows %+v, want the line, new", lines)
	}
	s.end()
	o.answers(http.StatusNoContent)
	s.start()
	ear = s.listen("foyer/pier-west/staff")
	waitFor(t, "the service was told after the restart", func() bool { return s.gear.hooks.posts[0].hook.Health().Accepted >= 2 })
	_, bodies := o.told()
	for _, body := range kindOfBodies(bodies, "staff") {
		if !strings.Contains(body, `"text":"Ada is at the bacon bar."`) {
			t.Errorf("the service was told %s, want the line", body)
		}
	}
	if err := s.loop.flushed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := ear.heard(); len(again) != 0 {
		t.Errorf("the broker was told %d times more after a restart, want none", len(again))
	}
	if lines := s.staff(); len(lines) != 1 {
		t.Errorf("the page shows %d lines after a restart, want the one", len(lines))
	}
}

func kindOfBodies(bodies []string, kind string) (of []string) {
	for _, b := range bodies {
		if strings.Contains(b, `"type":"`+kind+`"`) {
			of = append(of, b)
		}
	}
	return of
}

func TestLineThatSomebodyHasSeenToStaysSoOverARestart(t *testing.T) {
	s := newHookSite(t, newOutside(t), "")
	s.visits("bacon")
	waitFor(t, "the line is on the page", func() bool { return len(s.staff()) == 1 })
	var told console.StaffWish
	if err := s.client.ask(t.Context(), http.MethodPost, "/api/staff/done", console.StaffWish{ID: s.staff()[0].ID, Done: true}, &told); err != nil {
		t.Fatal(err)
	}
	if err := s.client.ask(t.Context(), http.MethodPost, "/api/staff/done", console.StaffWish{ID: "none", Done: true}, &told); err == nil || !strings.Contains(err.Error(), "not on the list") {
		t.Errorf("a line that is none: got %v, want that it is not on the list", err)
	}
	s.restart()
	if lines := s.staff(); len(lines) != 1 || !lines[0].Done {
		t.Errorf("after a restart: %+v, want the line, seen to", lines)
	}
}
