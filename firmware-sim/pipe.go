package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"
)

// pipe is a bare MQTT 3.1.1 connection that only publishes, at QoS 0. The load
// shares a machine with what it measures, and through a full client library one
// message costs ten times what it costs here. Section numbers are those of the
// MQTT 3.1.1 specification. It is not safe for use from two goroutines.
type pipe struct {
	conn net.Conn
	out  *bufio.Writer
	head [7]byte
}

// dialPipe connects to a broker that listens without TLS.
func dialPipe(ctx context.Context, broker, client string) (*pipe, error) {
	u, err := url.Parse(broker)
	if err != nil {
		return nil, fmt.Errorf("broker url: %w", err)
	}
	if u.Scheme != "mqtt" && u.Scheme != "tcp" {
		return nil, fmt.Errorf("broker url %s: load speaks mqtt:// or tcp:// only", u.Redacted())
	}
	port := u.Port()
	if port == "" {
		port = "1883"
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return nil, fmt.Errorf("broker: %w", err)
	}
	p := &pipe{conn: conn, out: bufio.NewWriterSize(conn, 64<<10)}
	if err := p.greet(client, u.User); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("broker %s: %w", u.Redacted(), err)
	}
	return p, nil
}

// greet sends CONNECT (3.1) with a clean session and no keep-alive, and reads
// CONNACK (3.2).
func (p *pipe) greet(client string, user *url.Userinfo) error {
	flags := byte(0x02) // clean session
	rest := text(nil, client)
	if user != nil {
		flags |= 0x80
		rest = text(rest, user.Username())
		if password, has := user.Password(); has {
			flags |= 0x40
			rest = text(rest, password)
		}
	}
	body := append(text(nil, "MQTT"), 4, flags, 0, 0)
	body = append(body, rest...)
	packet := binary.AppendUvarint([]byte{0x10}, uint64(len(body)))
	if _, err := p.conn.Write(append(packet, body...)); err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	if err := p.conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	var answer [4]byte
	if _, err := io.ReadFull(p.conn, answer[:]); err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	if answer[0] != 0x20 || answer[3] != 0 {
		return fmt.Errorf("the broker refused us with code %d", answer[3])
	}
	return nil
}

// text appends a string with its length before it (1.5.3).
func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// publish writes PUBLISH (3.3) at QoS 0 into the buffer. Topic is already text.
func (p *pipe) publish(topic, body []byte) error {
	head := binary.AppendUvarint(append(p.head[:0], 0x30), uint64(len(topic)+len(body)))
	for _, piece := range [...][]byte{head, topic, body} {
		if _, err := p.out.Write(piece); err != nil {
			return fmt.Errorf("publishing: %w", err)
		}
	}
	return nil
}

func (p *pipe) flush() error { return p.out.Flush() }

// close says DISCONNECT (3.14) and hangs up.
func (p *pipe) close() error {
	_, err := p.conn.Write([]byte{0xe0, 0})
	return errors.Join(err, p.conn.Close())
}
