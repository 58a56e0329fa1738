package dmx

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

const (
	// writing bounds one packet: the socket takes it at once or is in trouble.
	writing = 100 * time.Millisecond
	// dialling bounds the search for the name of a host.
	dialling = 2 * time.Second
	// ends is how many last packets a source sends, so that one arrives.
	ends = 3
)

// line sends the frames of one universe.
type line struct {
	to       string // host:port
	protocol Protocol
	encoder  interface {
		packet(sequence byte, slots *Slots, end bool) []byte
	}
	conn     net.Conn
	lost     error     // why there is none
	again    time.Time // not to be tried before; a name may take long to find
	sequence byte
}

func newLine(c Config) line {
	if c.Protocol == ArtNet {
		return line{to: c.Destination(), protocol: ArtNet, encoder: artnet{c.Universe}}
	}
	return line{to: c.Destination(), protocol: SACN, encoder: newSACN(c)}
}

// Destination is where the frames go, host:port, however To spells it.
func (c Config) Destination() string {
	to := strings.ToLower(c.To)
	if c.Protocol == ArtNet {
		return withPort(to, artPort)
	}
	if to == "" {
		to = fmt.Sprintf("239.255.%d.%d", c.Universe>>8, c.Universe&0xff)
	}
	return withPort(to, sacnPort)
}

// withPort adds the port of the protocol to a host without one.
func withPort(to string, port int) string {
	if _, _, err := net.SplitHostPort(to); err == nil {
		return to
	}
	return net.JoinHostPort(to, strconv.Itoa(port))
}

// send sends one frame. Its error may be that of the frame before: the network
// tells late that nobody listens.
func (l *line) send(ctx context.Context, slots *Slots, end bool) error {
	if err := l.dial(ctx); err != nil {
		return err
	}
	l.sequence++
	if l.protocol == ArtNet && l.sequence == 0 {
		l.sequence = 1 // 0 says that the order is not told
	}
	_ = l.conn.SetWriteDeadline(time.Now().Add(writing)) // a socket always takes one
	_, err := l.conn.Write(l.encoder.packet(l.sequence, slots, end))
	return err
}

// dial makes the connection, if there is none. For a while after a failure it
// fails at once.
func (l *line) dial(ctx context.Context) error {
	now := time.Now()
	if l.conn != nil || now.Before(l.again) {
		return l.lost
	}
	dialer := net.Dialer{Timeout: dialling}
	l.conn, l.lost = dialer.DialContext(ctx, "udp4", l.to)
	if l.lost != nil {
		l.again = now.Add(dialling)
	}
	return l.lost
}

// redial lets the next frame begin anew.
func (l *line) redial() {
	if l.conn != nil {
		_ = l.conn.Close() // nothing is kept back in it
		l.conn = nil
	}
}

// end says goodbye, so that receivers need not find out by silence.
func (l *line) end(ctx context.Context, slots *Slots) {
	if l.conn == nil {
		return
	}
	for i := 0; i < ends && l.protocol == SACN; i++ {
		_ = l.send(ctx, slots, true) // the others may arrive
	}
	l.redial()
}
