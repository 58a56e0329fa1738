package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	"periph.io/x/host/v3"
)

// state is what the status light shows.
type state int

const (
	starting state = iota
	connected
	brokerAway
	radioDead
)

// lit tells whether the status light is on at a time: it flickers while the
// gateway starts, stays on when all is well, blinks slowly without a broker,
// and twice in a row without a radio.
func lit(s state, at time.Duration) bool {
	switch s {
	case connected:
		return true
	case brokerAway:
		return at%(2*time.Second) < time.Second
	case radioDead:
		in := at % (2 * time.Second)
		return in < 200*time.Millisecond || in >= 400*time.Millisecond && in < 600*time.Millisecond
	case starting:
	}
	return at%(200*time.Millisecond) < 100*time.Millisecond
}

// panel is the lights, the buzzer and the button that a gateway may have. Each
// may be nil; then it is not there.
type panel struct {
	status, green, red, buzzer gpio.PinOut
	button                     gpio.PinIn
	reader                     cardReader
	log                        *slog.Logger

	mu     sync.Mutex
	shown  map[gpio.PinOut]gpio.Level
	until  map[gpio.PinOut]time.Time // when a light or the buzzer goes off
	broken map[gpio.PinOut]bool
}

func newPanel(log *slog.Logger) *panel {
	return &panel{log: log, shown: map[gpio.PinOut]gpio.Level{}, until: map[gpio.PinOut]time.Time{}, broken: map[gpio.PinOut]bool{}}
}

// openPanel finds the pins that are named. What is not there is a line in the
// log: the same program runs on any machine. Run it as an ordinary user in the
// groups gpio and spi: a user who may map memory gets the pins of a Pi 4 on a
// Pi 5.
func openPanel(c panelConfig, log *slog.Logger) *panel {
	p := newPanel(log)
	if c == (panelConfig{Press: c.Press}) {
		return p
	}
	if _, err := host.Init(); err != nil {
		log.Warn("the pins cannot be reached", "err", err)
		return p
	}
	for name, out := range map[string]*gpio.PinOut{c.Status: &p.status, c.Green: &p.green, c.Red: &p.red, c.Buzzer: &p.buzzer} {
		if pin := p.pin(name); pin != nil {
			*out = pin
		}
	}
	if pin := p.pin(c.Button); pin != nil {
		p.button = pin
	}
	p.reader = p.openReader(c)
	return p
}

// pin finds one by its name, such as GPIO17.
func (p *panel) pin(name string) gpio.PinIO {
	if name == "" {
		return nil
	}
	pin := gpioreg.ByName(name)
	if pin == nil {
		p.log.Warn("a pin of the panel is not there", "pin", name)
	}
	return pin
}

// set switches something, if it is there and not so already.
func (p *panel) set(pin gpio.PinOut, on bool) {
	if pin == nil {
		return
	}
	level := gpio.Level(on)
	if was, known := p.shown[pin]; known && was == level {
		return
	}
	p.shown[pin] = level
	if err := pin.Out(level); err != nil && !p.broken[pin] {
		p.broken[pin] = true
		p.log.Warn("a pin of the panel does not obey", "pin", pin.Name(), "err", err)
	}
}

// flash switches something on for a while.
func (p *panel) flash(pin gpio.PinOut, d time.Duration) {
	if pin == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until[pin] = time.Now().Add(d)
	p.set(pin, true)
}

// stamped answers a tap: green and a short tone for a known card, red and a
// long one for any other.
func (p *panel) stamped(known bool) {
	if known {
		p.flash(p.green, time.Second)
		p.flash(p.buzzer, 100*time.Millisecond)
		return
	}
	p.flash(p.red, time.Second)
	p.flash(p.buzzer, 500*time.Millisecond)
}

// step brings the lights up to now.
func (p *panel) step(s state, now time.Time, lived time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set(p.status, lit(s, lived))
	for pin, until := range p.until {
		if !now.Before(until) {
			p.set(pin, false)
			delete(p.until, pin)
		}
	}
}

// show keeps the lights until ctx ends, and leaves them off.
func (p *panel) show(ctx context.Context, now func() state) error {
	const frame = 50 * time.Millisecond
	tick := time.NewTicker(frame)
	defer tick.Stop()
	began := time.Now()
	for {
		at := time.Now()
		p.step(now(), at, at.Sub(began).Truncate(frame))
		select {
		case <-ctx.Done():
			p.dark()
			return nil
		case <-tick.C:
		}
	}
}

func (p *panel) dark() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, pin := range []gpio.PinOut{p.status, p.green, p.red, p.buzzer} {
		p.set(pin, false)
	}
}
