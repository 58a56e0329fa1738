// Package os2l hears the beats of the music from a DJ's program that speaks
// OS2L (http://www.os2l.org), as VirtualDJ does: JSON over TCP, the program
// connects to us. It promises that a beat is told as it comes, that nothing it
// is sent is kept or logged, and that what sends garbage, or without an end, is
// let go. It never answers: it is an ear.
//
// It hears one program at a time, the one that connected last: a DJ has one,
// and one that was started anew or lost its network is not kept waiting for
// the end of what it was.
package os2l

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"foyer/devices"
)

// Port is where DJs' programs look for us when nothing else is said.
const Port = 9996

const (
	// turn is how long one connection is listened to before another may come.
	turn = 100 * time.Millisecond
	// glance is how long the door is looked at between two turns.
	glance = time.Millisecond
	// reopen is how long a door that could not be opened is left alone.
	reopen = 5 * time.Second
	// stale is how long after the last beat the music has stopped.
	stale = 5 * time.Second
	// slowest and fastest bound what beats a minute can be.
	slowest, fastest = 20, 400
)

// Config is one listener. Listen is needed.
type Config struct {
	Listen string // host:port
	// Beat is told every beat as it is heard; it returns at once. nil = nobody.
	Beat func()
}

// Listener hears one DJ's program. BPM, Health, Beats and Addr may be called
// by many, Run must run.
type Listener struct {
	config Config
	clock  devices.Clock
	log    *slog.Logger

	mu      sync.Mutex
	health  devices.Health
	open    net.Listener // nil = not open
	verdict error        // why not
	beats   uint64
	bpm     float64
	at      time.Time // of the last beat
	linked  bool
}

// New makes a listener. It does not listen yet.
func New(c Config, clock devices.Clock, log *slog.Logger) *Listener {
	return &Listener{config: c, clock: clock, log: log.With("component", "os2l"), health: devices.Health{Since: clock.Now()}}
}

// Run hears until ctx ends. When it cannot listen, or cannot any more, it tries
// again now and then, and Health says why.
func (l *Listener) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if door, ok := l.listen(ctx); ok {
			l.attend(ctx, door)
		}
		_ = l.clock.Sleep(ctx, reopen) // its end is looked at above
	}
	return nil
}

// listen opens the door.
func (l *Listener) listen(ctx context.Context) (*net.TCPListener, bool) {
	var of net.ListenConfig
	opened, err := of.Listen(ctx, "tcp", l.config.Listen)
	door, _ := opened.(*net.TCPListener)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open, l.verdict = opened, err
	l.becomes(err == nil)
	return door, err == nil
}

// attend hears whoever comes, until ctx ends or the door falls shut.
func (l *Listener) attend(ctx context.Context, door *net.TCPListener) {
	var dj *hearing
	defer func() {
		dj.close()
		_ = door.Close() // nothing is kept back in it
		l.shut()
	}()
	for ctx.Err() == nil {
		wait := glance
		if dj == nil {
			wait = turn
		}
		_ = door.SetDeadline(time.Now().Add(wait)) // an open door always takes one
		next, err := door.Accept()
		switch {
		case err == nil:
			dj.close()
			dj = &hearing{conn: next}
			l.connected(true)
		case !slow(err):
			l.log.WarnContext(ctx, "the door for DJs' programs fell shut", "error", err.Error())
			return
		}
		if dj != nil && !l.hear(dj) {
			dj.close()
			dj = nil
			l.connected(false)
		}
	}
}

// hearing is one connection and what has come over it.
type hearing struct {
	conn net.Conn
	stream
}

func (h *hearing) close() {
	if h != nil {
		_ = h.conn.Close() // we only listened
	}
}

// hear takes what comes in one turn, and tells whether the connection goes on.
func (l *Listener) hear(dj *hearing) bool {
	var piece [1 << 10]byte
	_ = dj.conn.SetReadDeadline(time.Now().Add(turn)) // an open connection always takes one
	n, err := dj.conn.Read(piece[:])
	messages, garbage := dj.feed(piece[:n])
	for _, m := range messages {
		if m.Event == "beat" {
			l.beat(m.BPM)
		}
	}
	if garbage != nil {
		l.log.Warn("a program that sent what is not OS2L was let go", "from", host(dj.conn), "reason", garbage.Error())
		return false
	}
	return err == nil || slow(err)
}

func host(c net.Conn) string {
	name, _, _ := net.SplitHostPort(c.RemoteAddr().String())
	return name
}

// slow tells whether a wait has only lasted too long.
func slow(err error) bool {
	e, is := errors.AsType[net.Error](err)
	return is && e.Timeout()
}

// beat takes one beat.
func (l *Listener) beat(bpm float64) {
	l.mu.Lock()
	if !(bpm >= slowest && bpm <= fastest) {
		bpm = 0 // a beat all the same
	}
	l.beats++
	l.bpm, l.at = bpm, l.clock.Now()
	l.mu.Unlock()
	if l.config.Beat != nil {
		l.config.Beat()
	}
}

// BPM is how fast the music is, in beats a minute; 0 = none is heard, or its
// program does not say.
func (l *Listener) BPM() float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.clock.Now().Sub(l.at) > stale {
		return 0
	}
	return l.bpm
}

// Beats is how many beats were heard.
func (l *Listener) Beats() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.beats
}

// Connected tells whether a DJ's program is connected.
func (l *Listener) Connected() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.linked
}

// Addr is where the listener listens, host:port; "" = it does not.
func (l *Listener) Addr() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		return ""
	}
	return l.open.Addr().String()
}

// Health is how the listening goes. A DJ who has not come is no fault.
func (l *Listener) Health() devices.Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.health
	if l.verdict != nil {
		h.Problem = fmt.Sprintf("Beats cannot be heard at %s: is the address one of this machine, and does no other program listen there?", l.config.Listen)
	}
	return h
}

func (l *Listener) connected(is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.linked = is
}

func (l *Listener) shut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open, l.linked = nil, false
	l.becomes(false)
}

// becomes notes whether it listens; l.mu is held.
func (l *Listener) becomes(up bool) {
	if up != l.health.Up {
		l.health.Up, l.health.Since = up, l.clock.Now()
	}
}
