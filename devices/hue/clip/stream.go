package clip

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/pion/dtls/v3"

	"foyer/devices"
	"foyer/rules"
)

const (
	// rate is how often a frame is sent, also when nothing changes: frames get
	// lost. The bridge sends every second one on by radio.
	rate = 20 * time.Millisecond
	// lapse is how late a frame may be before those missed are left out.
	lapse = 100 * time.Millisecond
	// greeting bounds a handshake.
	greeting = 3 * time.Second
	// patience bounds how long a light waits for the stream to begin.
	patience = 10 * time.Second
	// farewell bounds what is said at the end.
	farewell = 2 * time.Second
)

// What ends a stream, in words that end a sentence.
var (
	errTaken    = errors.New("another app is streaming to this area")
	errElse     = errors.New("another app is streaming through this bridge, which takes one stream only")
	errEnded    = errors.New("the bridge has ended the stream")
	errNoClient = errors.New("the key file has no client key: pair again with foyer pair --anew")
	errShake    = errors.New("the bridge did not answer to our client key over UDP: a firewall is between, or it was paired anew; pair again with foyer pair --anew")
)

// Stream streams to the zone of mode Stream until ctx ends; after every loss it
// begins again. A driver without such a zone only waits.
func (b *Bridge) Stream(ctx context.Context) error {
	if b.stage == nil {
		<-ctx.Done()
		return nil
	}
	for ctx.Err() == nil {
		_ = b.onAir.Do(ctx, b.stage) // the reason is in Health
	}
	return nil
}

// streamer does one stream, from its start to its loss; one that does not last
// is tried again, ever later.
type streamer struct{ b *Bridge }

// Do streams until the stream is lost or ctx ends.
func (s streamer) Do(ctx context.Context, st *stage) error {
	began := time.Now()
	why := s.b.performance(ctx, st)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.b.fall(ctx, st, why)
	if time.Since(began) >= steady {
		return nil // it was well: at once again
	}
	return errors.New(why.Error()) // not for good, whatever it was
}

// fall lets the lamps be told one by one from now on.
func (b *Bridge) fall(ctx context.Context, st *stage, why error) {
	from := st.turn(falling, why)
	if from == falling {
		return
	}
	b.log.WarnContext(ctx, "the zone is not streamed to", "zone", string(st.zone.Zone), "reason", why.Error())
	st.mu.Lock()
	newest := st.newest
	st.mu.Unlock()
	if b.config.Lamps == nil || newest.Zone == "" || from != streaming {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_ = b.config.Lamps.Do(ctx, newest) // it stays wanted there
}

// performance is one stream: start, handshake, frames, stop. Before a first
// light is worn there is nothing to send, and the lamps are left as they are.
func (b *Bridge) performance(ctx context.Context, st *stage) error {
	if err := b.known(ctx); err != nil {
		return err
	}
	key, err := hex.DecodeString(b.access.Load().ClientKey)
	if err != nil || len(key) == 0 {
		return errNoClient
	}
	if err := st.dressed(ctx); err != nil {
		return err
	}
	who, err := b.identity(ctx)
	if err == nil {
		err = b.claim(ctx, st, who)
	}
	if err != nil {
		return err
	}
	defer b.release(ctx, st)
	line, err := b.dial(ctx, who, key)
	if err != nil {
		return err
	}
	defer func() { _ = line.Close() }()
	if b.config.Lamps != nil {
		b.config.Lamps.Leave(st.zone.Zone)
	}
	st.mu.Lock()
	st.who = who
	st.mu.Unlock()
	st.turn(streaming, nil)
	b.log.InfoContext(ctx, "the zone is streamed to", "zone", string(st.zone.Zone))
	return b.frames(ctx, st, line)
}

// claim starts the stream, and takes none from another app.
func (b *Bridge) claim(ctx context.Context, st *stage, who string) error {
	areas, err := b.ask(ctx, root+"/entertainment_configuration")
	if err != nil {
		return err
	}
	for _, a := range areas {
		switch {
		case a.Status != "active" || a.Streamer == nil:
		case a.Streamer.ID == who: // of ours, from before a crash
			if err := b.tell(ctx, a.ID, "stop"); err != nil {
				return err
			}
		case a.ID == st.id():
			return errTaken
		default:
			return errElse
		}
	}
	return b.tell(ctx, st.id(), "start")
}

// tell starts or stops the stream to an area. It is no command to lamps, and
// not paced.
func (b *Bridge) tell(ctx context.Context, area, action string) error {
	body := struct {
		Action string `json:"action"`
	}{action}
	return writer{b}.Do(ctx, &request{method: "PUT", path: root + "/entertainment_configuration/" + area, body: body})
}

// release stops the stream, also when we are about to end.
func (b *Bridge) release(ctx context.Context, st *stage) {
	st.mu.Lock()
	lost := st.lost
	st.mu.Unlock()
	if errors.Is(lost, errTaken) {
		return // it is another's by now
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	_ = b.tell(ctx, st.id(), "stop") // else it ends by our silence
}

// dial shakes hands with the bridge.
func (b *Bridge) dial(ctx context.Context, who string, key []byte) (*dtls.Conn, error) {
	to, err := net.ResolveUDPAddr("udp", b.config.Streams)
	if err != nil {
		return nil, err
	}
	line, err := dtls.DialWithOptions("udp", to,
		dtls.WithPSK(func([]byte) ([]byte, error) { return key, nil }), dtls.WithPSKIdentityHint([]byte(who)),
		dtls.WithCipherSuites(dtls.TLS_PSK_WITH_AES_128_GCM_SHA256))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, greeting)
	defer cancel()
	if err := line.HandshakeContext(ctx); err != nil {
		_ = line.Close()
		b.log.DebugContext(ctx, "handshake", "reason", err.Error())
		return nil, errShake
	}
	return line, nil
}

// frames sends frames at an even rate until the stream is lost or ctx ends.
func (b *Bridge) frames(ctx context.Context, st *stage, line net.Conn) error {
	clock, buf := devices.Machine{}, make([]byte, 0, frameSize)
	next := clock.Now()
	for {
		frame, err := st.frame(clock.Now(), buf[:0])
		if err != nil {
			return err
		}
		if _, err := line.Write(frame); err != nil {
			return fmt.Errorf("%w: %w", errEnded, err)
		}
		next = next.Add(rate)
		if late := clock.Now().Sub(next); late > lapse {
			next = clock.Now()
		}
		if err := clock.Sleep(ctx, next.Sub(clock.Now())); err != nil {
			return err
		}
	}
}

// perform makes the stage wear a light. The frames have it from now on; what is
// waited for is the bridge's word that the stream is on.
func (b *Bridge) perform(ctx context.Context, st *stage, l rules.Light) error {
	if err := b.known(ctx); err != nil {
		return err
	}
	st.mu.Lock()
	fault := st.fault
	st.mu.Unlock()
	if fault == nil {
		if worn, err := st.wear(time.Now(), l); err != nil || !worn {
			return err // of too few people, and none before it: there is nothing to stream
		}
	}
	switch on, err := st.await(ctx); {
	case on:
		if b.config.Lamps != nil {
			b.config.Lamps.Leave(l.Zone) // a light from before the stream may have come there late
		}
		return b.prove(ctx, st)
	case fault == nil && b.config.Lamps == nil:
		return devices.After(devices.Unsent(err), rate)
	case b.config.Lamps == nil:
		return fault
	case ctx.Err() != nil:
		return devices.Unsent(ctx.Err())
	}
	return b.config.Lamps.Do(ctx, l)
}

// dressed waits until a first light is worn. The error says why none can be.
func (st *stage) dressed(ctx context.Context) error {
	for {
		st.mu.Lock()
		fault, show, turned := st.fault, st.show, st.turned
		st.mu.Unlock()
		if fault != nil || show != nil {
			return fault
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// await waits until the stream is on. The error says why it is not.
func (st *stage) await(ctx context.Context) (on bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		st.mu.Lock()
		state, why, turned := st.state, st.why, st.turned
		st.mu.Unlock()
		if state == falling {
			return false, errors.New(why.Error()) // not for good, whatever it was
		}
		if state == streaming {
			return true, nil
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return false, fmt.Errorf("the stream has not begun yet: %w", ctx.Err())
		}
	}
}

// prove asks the bridge whether our stream is on.
func (b *Bridge) prove(ctx context.Context, st *stage) error {
	asked := time.Now()
	got, err := b.ask(ctx, root+"/entertainment_configuration/"+st.id())
	if err != nil || len(got) == 0 {
		return err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.check(got[0], asked)
	if st.lost != nil {
		return devices.Unsent(st.lost)
	}
	return nil
}

// problem is what is wrong with the stream, in plain words; "" = nothing.
func (st *stage) problem() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.state != falling {
		return ""
	}
	how := "is not lit"
	if st.spare {
		how = "is lit lamp by lamp"
	}
	return fmt.Sprintf("Zone %s %s, not streamed to: %s.", st.zone.Zone, how, plain(st.why))
}
