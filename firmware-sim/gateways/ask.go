package gateways

import (
	"time"

	"foyer/beacons"
)

// ask is one song asked for. No answer tells a phone that it was heard, so it
// asks until the broker took it, and some times more.
type ask struct {
	id    string
	topic string
	body  []byte
	next  time.Time
	out   bool // the broker took it once
	left  int  // tries after that
}

// Ask takes a song that a phone asks for.
func (f *Fleet) Ask(now time.Time, id string, phone beacons.Tag, song string) {
	body := appendText([]byte(`{"id":`), id)
	body = append(body, `,"song":`...)
	body = append(appendText(body, song), '}')
	f.asks = append(f.asks, ask{id: id, topic: f.prefix + "ask/" + string(phone), body: body, next: now, left: f.options.AskAgain})
	f.counts.Asks++
}

// dueAsks sends the asks whose time has come.
func (f *Fleet) dueAsks(now time.Time, send func(Message)) {
	for i := range f.asks {
		a := &f.asks[i]
		if a.next.After(now) {
			continue
		}
		a.next = now.Add(f.options.AskEvery)
		send(Message{Topic: a.topic, Body: a.body, QoS: 1, ask: a.id})
	}
}

// Went tells the fleet that the broker took a message.
func (f *Fleet) Went(m Message) {
	if m.ask == "" {
		return
	}
	for i := range f.asks {
		if a := &f.asks[i]; a.id == m.ask {
			if a.out = true; a.left == 0 {
				f.asks = append(f.asks[:i], f.asks[i+1:]...)
				return
			}
			a.left--
			return
		}
	}
}
