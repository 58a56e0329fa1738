package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"foyer/beacons"
)

// pretendPin is a pin that a test switches and watches.
type pretendPin struct {
	gpio.PinIO // what is not written below is not used
	name       string
	edges      chan gpio.Level

	mu    sync.Mutex
	level gpio.Level
	outs  int
	fails error
}

func newPin(name string) *pretendPin {
	return &pretendPin{PinIO: gpio.INVALID, name: name, edges: make(chan gpio.Level, 16), level: gpio.Low}
}

func (p *pretendPin) Name() string { return p.name }

func (p *pretendPin) Out(l gpio.Level) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outs++
	p.level = l
	return p.fails
}

func (p *pretendPin) In(gpio.Pull, gpio.Edge) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.level = gpio.High
	return p.fails
}

func (p *pretendPin) Read() gpio.Level {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.level
}

// WaitForEdge implements gpio.PinIn.
func (p *pretendPin) WaitForEdge(timeout time.Duration) bool {
	t := time.NewTimer(timeout)
	defer t.Stop()
	select {
	case l := <-p.edges:
		p.mu.Lock()
		p.level = l
		p.mu.Unlock()
		return true
	case <-t.C:
		return false
	}
}

func pretendPanel(t *testing.T) *panel {
	t.Helper()
	p := newPanel(slog.New(slog.NewTextHandler(t.Output(), nil)))
	p.status, p.green, p.red, p.buzzer = newPin("status"), newPin("green"), newPin("red"), newPin("buzzer")
	return p
}

// film is a light every 100 ms: # on, . off.
func film(s state) string {
	var b strings.Builder
	for at := time.Duration(0); at < 2*time.Second; at += 100 * time.Millisecond {
		b.WriteByte(map[bool]byte{true: '#', false: '.'}[lit(s, at)])
	}
	return b.String()
}

func TestStatusLightTellsFourStatesApart(t *testing.T) {
	for s, want := range map[state]string{
		starting:   "#.#.#.#.#.#.#.#.#.#.",
		connected:  "####################",
		brokerAway: "##########..........",
		radioDead:  "##..##..............",
	} {
		if got := film(s); got != want {
			t.Errorf("state %d: got %s, want %s", s, got, want)
		}
	}
}

func on(pin gpio.PinOut) bool { return bool(pin.(*pretendPin).Read()) }

func TestKnownCardIsGreenAndShortAndAnyOtherRedAndLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pretendPanel(t)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- p.show(ctx, func() state { return connected }) }()
		look := func(after time.Duration, green, red, buzzer bool) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if on(p.green) != green || on(p.red) != red || on(p.buzzer) != buzzer || !on(p.status) {
				t.Errorf("got green %v, red %v, buzzer %v, want %v, %v, %v", on(p.green), on(p.red), on(p.buzzer), green, red, buzzer)
			}
		}
		look(time.Second, false, false, false)
		p.stamped(true)
		look(10*time.Millisecond, true, false, true)
		look(200*time.Millisecond, true, false, false)
		look(time.Second, false, false, false)
		p.stamped(false)
		look(400*time.Millisecond, false, true, true)
		look(200*time.Millisecond, false, true, false)
		look(time.Second, false, false, false)
		stop()
		if err := <-done; err != nil || on(p.status) {
			t.Errorf("the end: got %v, light %v, want it off", err, on(p.status))
		}
		if n := p.status.(*pretendPin).outs; n != 2 {
			t.Errorf("a steady light: got it switched %d times, want on once and off once", n)
		}
	})
}

func TestButtonThatBouncesIsPressedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pretendPanel(t)
		button := newPin("button")
		p.button = button
		ctx, stop := context.WithCancel(t.Context())
		presses := 0
		done := make(chan error, 1)
		go func() { done <- p.press(ctx, func() { presses++ }) }()
		for range 3 {
			for _, l := range []gpio.Level{gpio.Low, gpio.High, gpio.Low, gpio.High, gpio.Low} {
				button.edges <- l
				time.Sleep(3 * time.Millisecond)
			}
			time.Sleep(700 * time.Millisecond)
			for _, l := range []gpio.Level{gpio.High, gpio.Low, gpio.High} {
				button.edges <- l
				time.Sleep(3 * time.Millisecond)
			}
			time.Sleep(300 * time.Millisecond)
		}
		stop()
		if err := <-done; err != nil || presses != 3 {
			t.Errorf("three bouncing presses: got %d, %v", presses, err)
		}
	})
}

// deck is a reader on which cards lie for a while.
type deck struct {
	lies map[time.Duration][]byte // by whole half seconds since the beginning
	t0   time.Time
}

func (d *deck) ReadUID(timeout time.Duration) ([]byte, error) {
	at := time.Since(d.t0).Truncate(glance)
	time.Sleep(timeout)
	if uid := d.lies[at]; uid != nil {
		return uid, nil
	}
	return nil, context.DeadlineExceeded
}

func TestCardThatLiesOnTheReaderIsOneTap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pretendPanel(t)
		a, b := []byte{4, 0xa1, 0xb2, 0xc3}, []byte{4, 1, 2, 3, 4, 5, 6}
		d := &deck{t0: time.Now(), lies: map[time.Duration][]byte{}}
		for half, uid := range [][]byte{1: a, 2: a, 3: a, 4: b, 5: nil, 6: b, 20: a, 30: nil} {
			d.lies[time.Duration(half)*glance] = uid
		}
		p.reader = d
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		var taps []beacons.Tag
		if err := p.read(ctx, func(card beacons.Tag) { taps = append(taps, card) }); err != nil {
			t.Fatal(err)
		}
		if got, want := len(taps), 3; got != want || taps[0] != "nfc:04a1b2c3" || taps[1] != "nfc:04010203040506" || taps[2] != taps[0] {
			t.Errorf("a for 1.5 s, b twice within a second, a again after 8 s: got %v", taps)
		}
	})
}

func TestAbsentPanelIsALineInTheLog(t *testing.T) {
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	p := openPanel(panelConfig{Status: "GPIO9917", Button: "GPIO9918", Reader: "SPI99.0", ReaderReset: "GPIO9919", ReaderIRQ: "GPIO9920"}, log)
	if p.status != nil || p.button != nil || p.reader != nil {
		t.Errorf("a panel of pins that nobody has: got %+v", p)
	}
	for _, want := range []string{"GPIO9917", "GPIO9918", "SPI99.0"} {
		if strings.Count(said.String(), want) != 1 {
			t.Errorf("log: got %s\nwant one line about %s", said.String(), want)
		}
	}
	p.stamped(true)
	p.step(connected, time.Now(), 0) // nothing to switch, nothing happens
	p.dark()
	g := &gateway{panel: p}
	if n := len(g.panelParts()); n != 1 {
		t.Errorf("parts to run: got %d, want the lights alone", n)
	}
}

func TestPinThatFailsIsSaidOnce(t *testing.T) {
	var said bytes.Buffer
	p := newPanel(slog.New(slog.NewTextHandler(&said, nil)))
	pin := newPin("GPIO17")
	pin.fails = context.DeadlineExceeded
	p.status = pin
	for n := range 4 {
		p.step(starting, time.Now(), time.Duration(n)*100*time.Millisecond)
	}
	if got := strings.Count(said.String(), "GPIO17"); got != 1 {
		t.Errorf("a pin that fails four times: got %d lines, want 1", got)
	}
}
