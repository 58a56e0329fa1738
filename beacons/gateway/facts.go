package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"foyer/beacons/link"
)

// fact is something that happened once and must be told: a tap, a press. It is
// published under one id until we may be sure.
type fact struct {
	Topic string          `json:"topic"`
	Body  json.RawMessage `json:"body"`
	Told  int             `json:"told"` // times the broker took it while the controller was there
}

const (
	factEvery = 3 * time.Second
	// factTimes is how often a fact is told: no answer says that it arrived,
	// and the same id counts once.
	factTimes = 3
	mostFacts = 1000
)

// facts are those that are still to be told. They outlive the process.
type facts struct {
	file  string // "" = memory alone
	out   publisher
	there func(time.Time) bool // the controller
	log   *slog.Logger

	mu   sync.Mutex
	list []fact
	news chan struct{} // of one
}

func newFacts(file string, out publisher, there func(time.Time) bool, log *slog.Logger) (*facts, error) {
	f := &facts{file: file, out: out, there: there, log: log, news: make(chan struct{}, 1)}
	if file == "" {
		return f, nil
	}
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return f, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &f.list)
	}
	if err != nil {
		return nil, fmt.Errorf("facts: %s: %w", file, err)
	}
	return f, nil
}

// tell takes a fact.
func (f *facts) tell(topic string, body any) {
	text, _ := json.Marshal(body) // plain fields: it always encodes
	f.mu.Lock()
	if len(f.list) == mostFacts {
		f.log.Error("too many facts wait: the oldest is lost", "most", mostFacts)
		f.list = f.list[1:]
	}
	f.list = append(f.list, fact{Topic: topic, Body: text})
	f.save()
	f.mu.Unlock()
	select {
	case f.news <- struct{}{}:
	default:
	}
}

// waiting is how many are still to be told.
func (f *facts) waiting() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.list)
}

// Run tells what there is until ctx ends.
func (f *facts) Run(ctx context.Context) error {
	tick := time.NewTicker(factEvery)
	defer tick.Stop()
	for {
		f.round(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-f.news:
		case <-tick.C:
		}
	}
}

// round tells every fact once.
func (f *facts) round(ctx context.Context) {
	f.mu.Lock()
	list := slices.Clone(f.list)
	f.mu.Unlock()
	for _, one := range list {
		err := f.out.Publish(ctx, link.Message{Topic: one.Topic, Body: one.Body, QoS: 1})
		if err != nil {
			return // the next round is seconds away
		}
		if f.there(time.Now()) {
			f.told(one)
		}
	}
}

func (f *facts) told(one fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		if string(f.list[i].Body) == string(one.Body) {
			if f.list[i].Told++; f.list[i].Told >= factTimes {
				f.list = slices.Delete(f.list, i, i+1)
			}
			f.save()
			return
		}
	}
}

// save replaces the file, whole or not at all.
func (f *facts) save() {
	if f.file == "" {
		return
	}
	text, _ := json.Marshal(f.list) // plain fields: it always encodes
	if err := replace(f.file, text); err != nil {
		f.log.Error("facts are in memory alone", "err", err)
	}
}

// replace writes a file so that after a power cut there is the old or the new.
func replace(file string, text []byte) error {
	out, err := os.Create(file + ".new")
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	if err == nil {
		err = out.Sync()
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
