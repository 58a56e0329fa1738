package link

import (
	"net"
	"time"
)

const (
	// window is how long messages are counted, and crowd how many in it are
	// one: 400 a second.
	window = 20 * time.Millisecond
	crowd  = 8
	// linger is how long we let a crowd gather.
	linger = 8 * time.Millisecond
	// gathering is how many bytes of a crowd the kernel keeps before it wakes
	// us early: more than come in linger.
	gathering = 32 << 10
)

// pace spares us being woken for every message. Waking costs several times
// what hearing a sighting does, so in a crowd a read waits a little and finds
// many, and the kernel is told not to wake us meanwhile (see mark). Below that
// a message is heard as soon as it is here.
type pace struct {
	conn     net.Conn
	rest     func() // told that all that was read is heard
	eager    bool   // never wait
	began    time.Time
	messages int // since began; the sieve counts them
	crowded  bool
	mark     mark
}

func newPace(conn net.Conn) *pace { return &pace{conn: conn, rest: func() {}, mark: markOf(conn)} }

// Read reads from the network, after a little while when there is a crowd.
func (p *pace) Read(b []byte) (int, error) {
	p.rest()
	if p.gathers() {
		time.Sleep(linger)
		if n := p.mark.take(b); n > 0 {
			return n, nil
		}
	}
	p.mark.set(1)
	return p.conn.Read(b)
}

func (p *pace) gathers() bool {
	if p.eager {
		return false
	}
	if now := time.Now(); now.Sub(p.began) >= window {
		p.crowded = p.messages >= crowd
		p.began, p.messages = now, 0
		if p.crowded {
			p.mark.set(gathering)
		}
	}
	return p.crowded
}
