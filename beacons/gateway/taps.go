package main

import (
	"context"
	"encoding/hex"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/conn/v3/spi/spireg"
	"periph.io/x/devices/v3/mfrc522"

	"foyer/beacons"
)

const (
	// settle is how long a button must stay as it is: contacts bounce.
	settle = 25 * time.Millisecond
	// glance is how long one wait for a pin or a card lasts, so that the end
	// of the program is noticed.
	glance = 500 * time.Millisecond
	// sameCard is how long a card that lies on the reader counts as one tap.
	sameCard = 3 * time.Second
)

// cardReader waits for a card and reads its number.
type cardReader interface {
	ReadUID(timeout time.Duration) ([]byte, error)
}

// openReader opens the MFRC522 on its port; nil when there is none.
func (p *panel) openReader(c panelConfig) cardReader {
	if c.Reader == "" {
		return nil
	}
	reset, irq := p.pin(c.ReaderReset), p.pin(c.ReaderIRQ)
	port, err := spireg.Open(c.Reader)
	if err != nil || reset == nil || irq == nil {
		p.log.Warn("the card reader is not there", "port", c.Reader, "err", err)
		return nil
	}
	reader, err := newReader(port, reset, irq)
	if err != nil {
		p.log.Warn("the card reader does not answer", "port", c.Reader, "err", err)
		return nil
	}
	return reader
}

func newReader(port spi.Port, reset gpio.PinOut, irq gpio.PinIn) (cardReader, error) {
	return mfrc522.NewSPI(port, reset, irq)
}

// press calls pressed each time the button goes down, until ctx ends. It
// connects the pin to ground, as buttons do.
func (p *panel) press(ctx context.Context, pressed func()) error {
	if err := p.button.In(gpio.PullUp, gpio.BothEdges); err != nil {
		p.log.WarnContext(ctx, "the button cannot be read", "pin", p.button.Name(), "err", err)
		return nil
	}
	down := false
	for ctx.Err() == nil {
		if !p.button.WaitForEdge(glance) {
			continue
		}
		for p.button.WaitForEdge(settle) && ctx.Err() == nil { // until it is calm
		}
		is := p.button.Read() == gpio.Low
		if is && !down {
			pressed()
		}
		down = is
	}
	return nil
}

// read calls tapped for each card, until ctx ends.
func (p *panel) read(ctx context.Context, tapped func(beacons.Tag)) error {
	var last string
	var at time.Time
	for ctx.Err() == nil {
		began := time.Now()
		uid, err := p.reader.ReadUID(glance)
		now := time.Now()
		if err != nil || len(uid) == 0 {
			// Nothing there, mostly. A reader that fails at once is spared.
			pause(ctx, glance-now.Sub(began))
			continue
		}
		card := hex.EncodeToString(uid)
		if card != last || now.Sub(at) > sameCard {
			tapped(beacons.Tag("nfc:" + card))
		}
		last, at = card, now
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// panelParts are what the panel has to run.
func (g *gateway) panelParts() []func(context.Context) error {
	parts := []func(context.Context) error{func(ctx context.Context) error { return g.panel.show(ctx, g.state) }}
	if g.panel.button != nil {
		parts = append(parts, func(ctx context.Context) error { return g.panel.press(ctx, g.pressed) })
	}
	if g.panel.reader != nil {
		parts = append(parts, func(ctx context.Context) error { return g.panel.read(ctx, g.tapped) })
	}
	return parts
}

// state is what the status light shows now.
func (g *gateway) state() state {
	switch health := g.link.Health(); {
	case g.radio().Dead:
		return radioDead
	case health.Up:
		return connected
	case time.Since(g.began) < 10*time.Second:
		return starting
	}
	return brokerAway
}

// pressed tells that somebody pressed the button.
func (g *gateway) pressed() {
	g.panel.flash(g.panel.buzzer, 50*time.Millisecond)
	g.facts.tell(g.topic("button"), struct {
		ID   string `json:"id"`
		Says string `json:"says"`
		At   int64  `json:"at"`
	}{factID("button", g.config.ID), g.config.Panel.Press, g.clock.correct(time.Now()).UnixMilli()})
}

// tapped tells that somebody held a card to the reader.
func (g *gateway) tapped(card beacons.Tag) {
	known := g.ears.roll.Load().card(card)
	g.panel.stamped(known != "")
	if known == "" {
		return
	}
	g.facts.tell(g.topic("stamp"), struct {
		ID  string      `json:"id"`
		Tag beacons.Tag `json:"tag"`
		At  int64       `json:"at"`
	}{factID("stamp", g.config.ID), known, g.clock.correct(time.Now()).UnixMilli()})
}
