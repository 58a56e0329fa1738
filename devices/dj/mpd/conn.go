package mpd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"foyer/devices"
)

// Errors that MPD numbers (its src/protocol/Ack.hxx).
const (
	ackPassword   = 3
	ackPermission = 4
	ackNoExist    = 50
)

// Bounds of an answer: a queue of some thousand songs has about 2 MB.
const (
	maxLine  = 16 << 10
	maxLines = 200_000
)

var errForeign = errors.New("this is no MPD")

// ack is a refusal: "ACK [50@0] {addid} No such directory".
type ack struct {
	code int
	text string
}

// Error is MPD's own text.
func (a *ack) Error() string { return a.text }

func isAck(err error, code int) bool {
	said, is := errors.AsType[*ack](err)
	return is && said.code == code
}

// conn is one connection. It ends with its context.
type conn struct {
	net  net.Conn
	in   *bufio.Scanner
	stop func() bool
}

// dial connects and takes the greeting.
func dial(ctx context.Context, address, password string) (*conn, error) {
	var d net.Dialer
	to, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, devices.Unsent(err)
	}
	c := &conn{net: to, in: bufio.NewScanner(to)}
	c.in.Buffer(make([]byte, 0, 4<<10), maxLine)
	c.stop = context.AfterFunc(ctx, func() { _ = to.SetDeadline(time.Unix(1, 0)) })
	if err := c.greet(password); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *conn) greet(password string) error {
	line, err := c.line()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(line, "OK MPD ") {
		return errForeign
	}
	if password == "" {
		return nil
	}
	return c.tell("password", password)
}

func (c *conn) close() {
	c.stop()
	_ = c.net.Close()
}

// line reads one line.
func (c *conn) line() (string, error) {
	if !c.in.Scan() {
		if err := c.in.Err(); err != nil {
			return "", err
		}
		return "", errors.New("the connection ended")
	}
	return c.in.Text(), nil
}

// pair is one line of an answer.
type pair struct{ key, value string }

type answer []pair

func (a answer) get(key string) string {
	for _, p := range a {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// tell gives a command whose answer is of no interest.
func (c *conn) tell(command ...string) error {
	_, err := c.ask(command...)
	return err
}

// ask gives a command and reads its answer.
func (c *conn) ask(command ...string) (said answer, err error) {
	var line strings.Builder
	for i, word := range command {
		if i > 0 {
			line.WriteString(" " + quoted(word))
		} else {
			line.WriteString(word)
		}
	}
	if _, err := c.net.Write([]byte(line.String() + "\n")); err != nil {
		return nil, err
	}
	for range maxLines {
		text, err := c.line()
		if err != nil {
			return nil, err
		}
		if text == "OK" {
			return said, nil
		}
		if strings.HasPrefix(text, "ACK ") {
			return nil, refusal(text)
		}
		key, value, ok := strings.Cut(text, ": ")
		if !ok {
			return nil, fmt.Errorf("%w: %.40q", errForeign, text)
		}
		said = append(said, pair{key, value})
	}
	return nil, fmt.Errorf("%w: an answer without end", errForeign)
}

// refusal reads "ACK [code@index] {command} text".
func refusal(line string) error {
	a := &ack{text: strings.TrimPrefix(line, "ACK ")}
	head, text, found := strings.Cut(a.text, "} ")
	number, _, _ := strings.Cut(strings.TrimPrefix(head, "["), "@")
	if code, err := strconv.Atoi(number); err == nil && found {
		a.code, a.text = code, text
	}
	return a
}

// quoted is an argument. A line end in it would be another command.
func quoted(word string) string {
	word = strings.NewReplacer("\n", " ", "\r", " ", `\`, `\\`, `"`, `\"`).Replace(word)
	return `"` + word + `"`
}

// playing is the file of the song that plays; empty = none does.
func (c *conn) playing() (string, error) {
	status, err := c.ask("status")
	if err != nil || status.get("state") != "play" {
		return "", err
	}
	song, err := c.ask("currentsong")
	return song.get("file"), err
}
