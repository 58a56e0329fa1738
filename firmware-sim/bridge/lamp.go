package bridge

import (
	"fmt"
	"time"
)

// Lamp is what one lamp looks like at this moment, in the middle of a fade too.
type Lamp struct {
	ID, Name  string
	Group     string
	On        bool
	Reachable bool
	X, Y      float64 // chromaticity
	Bri       float64 // 0..254, 0 = dark
	// Told is when the lamp last heard a command.
	Told time.Time
}

// lamp is one lamp. What the bridge reports is where the lamp is told to go;
// what it looks like is on the way there.
type lamp struct {
	id, name, group, kind string
	reachable             bool

	on            bool
	bri           int
	hue, sat, ct  int
	x, y          float64
	mode          string // "xy", "ct" or "hs"
	alert, effect string

	from, to look
	start    time.Time // when the radio sent it
	fade     time.Duration

	plays    *dynamic // the dynamic scene that moves it; nil = none
	streamed bool     // by the stream that is on
}

// look is the colour and the light of a lamp, as eyes have it.
type look struct{ x, y, bri float64 }

func newLamp(id int, name, group, kind string) *lamp {
	l := &lamp{
		id: fmt.Sprint(id), name: name, group: group, kind: kind, reachable: true,
		on: true, bri: 254, ct: 366, mode: "ct", alert: "select", effect: "none", hue: 8402, sat: 140,
	}
	l.x, l.y = clamp(kind, 0.4573, 0.4100)
	l.to = l.aim()
	l.from = l.to
	return l
}

// aim is where the lamp is told to go.
func (l *lamp) aim() look {
	if !l.on {
		return look{l.x, l.y, 0}
	}
	return look{l.x, l.y, float64(l.bri)}
}

// shows is what the lamp looks like at now.
func (l *lamp) shows(now time.Time) look {
	gone := now.Sub(l.start)
	switch {
	case gone < 0:
		return l.from
	case gone >= l.fade:
		return l.to
	}
	part := float64(gone) / float64(l.fade)
	return look{
		l.from.x + (l.to.x-l.from.x)*part,
		l.from.y + (l.to.y-l.from.y)*part,
		l.from.bri + (l.to.bri-l.from.bri)*part,
	}
}

// send starts the fade to what the lamp is told now, after wait on the radio.
// A lamp out of reach hears nothing, and the bridge says that all is well.
func (l *lamp) send(now time.Time, wait, fade time.Duration) {
	if !l.reachable {
		return
	}
	l.plays = nil
	here := l.shows(now)
	l.from, l.to, l.start, l.fade = here, l.aim(), now.Add(wait), fade
}

// Lamps is what all lamps look like now.
func (b *Bridge) Lamps() []Lamp {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.play(b.config.Now())
	out := make([]Lamp, len(b.lamps))
	for i, l := range b.lamps {
		see := l.shows(b.config.Now())
		out[i] = Lamp{
			ID: l.id, Name: l.name, Group: l.group, On: see.bri > 0, Reachable: l.reachable,
			X: see.x, Y: see.y, Bri: see.bri, Told: l.start,
		}
	}
	return out
}

// Reach puts a lamp in or out of reach, as a wall switch does. A lamp that
// comes back shines warm white at full, as lamps do after a power cut.
func (b *Bridge) Reach(id string, reachable bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lamps {
		if l.id != id {
			continue
		}
		back := reachable && !l.reachable
		l.reachable = reachable
		if back {
			l.on, l.bri, l.ct, l.mode = true, 254, 366, "ct"
			l.x, l.y = clamp(l.kind, 0.4573, 0.4100)
			l.send(b.config.Now(), 0, 0)
		}
	}
}
