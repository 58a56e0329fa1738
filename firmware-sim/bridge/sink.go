package bridge

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/pion/dtls/v3"
)

const (
	// silence ends a stream from which nothing comes.
	silence = 10 * time.Second
	// radioFrame is how often the radio repeats a stream: 25 times a second.
	radioFrame = 40 * time.Millisecond
	// listen is how long one read waits before it looks around.
	listen = 100 * time.Millisecond
	// greeting bounds a handshake.
	greeting = 5 * time.Second
)

// sink is where streams come in.
type sink struct {
	listener net.Listener // nil = this bridge cannot be streamed to
	line     net.Conn     // the stream that is on
	heard    time.Time
	shown    time.Time
	seen     Stream
}

// Stream is what has come in by streams since the start.
type Stream struct {
	Frames uint64 // sound ones
	Shown  uint64 // of them by radio: the rest came faster than 25 a second
	Bad    uint64 // packets that were none
	Lines  uint64 // handshakes that were done
	// Last is when the last sound frame came.
	Last time.Time
}

// Stream tells what has come in so far.
func (b *Bridge) Stream() Stream {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sink.seen
}

// StreamAddr is host:port of streams, over UDP.
func (b *Bridge) StreamAddr() string {
	if b.sink.listener == nil {
		return ""
	}
	return b.sink.listener.Addr().String()
}

func (b *Bridge) openSink() (err error) {
	if !b.config.TLS {
		return nil
	}
	at := &net.UDPAddr{IP: b.listener.Addr().(*net.TCPAddr).IP, Port: b.config.StreamPort}
	b.sink.listener, err = dtls.ListenWithOptions("udp", at,
		dtls.WithPSK(b.clientKey), dtls.WithCipherSuites(dtls.TLS_PSK_WITH_AES_128_GCM_SHA256))
	if err != nil {
		return fmt.Errorf("bridge: listen for streams at %s: %w", at, err)
	}
	return nil
}

func (b *Bridge) closeSink() {
	if b.sink.listener == nil {
		return
	}
	_ = b.sink.listener.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sink.hangUp()
}

// clientKey is the key of the app that has started a stream; all others are
// refused.
func (b *Bridge) clientKey(identity []byte) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.areas {
		for name, u := range b.users {
			if a.by == appID(name) && (a.by == string(identity) || name == string(identity)) {
				return hex.DecodeString(u.clientKey)
			}
		}
	}
	return nil, errors.New("nobody of this name has started a stream")
}

// Listen takes streams until ctx ends: one after another, as only one can be
// on. A bridge without TLS has none.
func (b *Bridge) Listen(ctx context.Context) error {
	if b.sink.listener == nil {
		<-ctx.Done()
		return nil
	}
	stop := context.AfterFunc(ctx, b.closeSink)
	defer stop()
	for {
		line, err := b.sink.listener.Accept()
		if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
			<-ctx.Done()
			return nil
		}
		if err == nil {
			b.take(ctx, line)
		}
	}
}

// take greets one stream and shows its frames until it ends.
func (b *Bridge) take(ctx context.Context, line net.Conn) {
	defer func() { _ = line.Close() }()
	shake, cancel := context.WithTimeout(ctx, greeting)
	defer cancel()
	if secure, ok := line.(*dtls.Conn); !ok || secure.HandshakeContext(shake) != nil {
		return
	}
	if !b.join(line) {
		return
	}
	buf := make([]byte, 1500)
	for b.streaming(line) {
		_ = line.SetReadDeadline(time.Now().Add(listen)) // it takes every time
		n, err := line.Read(buf)
		var late net.Error
		switch {
		case err == nil:
			b.show(buf[:n])
		case !errors.As(err, &late) || !late.Timeout():
			return
		}
	}
}

func (b *Bridge) join(line net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sink.on(b.areas) == nil {
		return false
	}
	b.sink.line, b.sink.heard = line, b.config.Now()
	b.sink.seen.Lines++
	return true
}

// streaming tells whether the stream is still on, and ends one that is silent.
func (b *Bridge) streaming(line net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.sink.on(b.areas)
	if a != nil && b.config.Now().Sub(b.sink.heard) > silence {
		b.end(a)
	}
	return b.sink.line == line
}

// hush ends a stream that was begun and is silent, also when nothing ever came.
func (b *Bridge) hush(now time.Time) {
	if a := b.sink.on(b.areas); a != nil && now.Sub(b.sink.heard) > silence && a.by != appID("another app") {
		b.end(a)
	}
}

// on is the area that is streamed to; nil = none.
func (s *sink) on(areas []*area) *area {
	for _, a := range areas {
		if a.by != "" {
			return a
		}
	}
	return nil
}

// hangUp ends the line of the stream; the caller holds the lock.
func (s *sink) hangUp() { s.line = nil }

// show takes one packet. The radio shows the newest 25 times a second.
func (b *Bridge) show(raw []byte) {
	f, err := parseFrame(raw)
	b.mu.Lock()
	defer b.mu.Unlock()
	a, now := b.sink.on(b.areas), b.config.Now()
	if a == nil || err != nil || f.version == newVersion && f.area != a.id {
		b.sink.seen.Bad++
		return
	}
	b.sink.heard, b.sink.seen.Last = now, now
	b.sink.seen.Frames++
	if gone := now.Sub(b.sink.shown); gone < radioFrame && gone >= 0 {
		return
	}
	b.sink.shown = now
	b.sink.seen.Shown++
	for _, s := range f.points {
		if l := a.channel(f.version, s.id); l != nil && l.reachable {
			l.from, l.to, l.start, l.fade = l.shows(now), s.look(l.kind, f.xy), now, radioFrame
		}
	}
}

// channel is the lamp of a channel, or in version 1 the lamp of a number.
func (a *area) channel(version, id int) *lamp {
	for i, l := range a.lamps {
		if version == newVersion && i == id || version == oldVersion && l.id == fmt.Sprint(id) {
			return l
		}
	}
	return nil
}
