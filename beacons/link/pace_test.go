package link

import (
	"errors"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// pair is a TCP connection from both sides.
func pair(t *testing.T) (ours, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	theirs, err = net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if ours, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
	return ours, theirs
}

// In a crowd the kernel is told not to wake us for a few bytes. What comes when
// the crowd is over must be heard all the same, however little it is.
func TestALastWordAfterACrowdIsHeard(t *testing.T) {
	ours, theirs := pair(t)
	var passed atomic.Int64
	heard := make(chan string, 2000)
	s := newSieve(ours, func(d Delivery) { heard <- string(d.Body) }, &passed)
	var rests atomic.Int64
	s.pace.rest = func() { rests.Add(1) }
	ended := make(chan error, 1)
	go func() {
		_, err := s.Read(make([]byte, 1))
		ended <- err
	}()
	say := func(text []byte) {
		if _, err := theirs.Write(text); err != nil {
			t.Error(err)
		}
	}
	hear := func(want string) {
		t.Helper()
		select {
		case got := <-heard:
			if got != want {
				t.Fatalf("heard %q, want %q", got, want)
			}
		case <-time.After(patience):
			t.Fatalf("%q was not heard", want)
		}
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for i := range 200 { // a thousand a second
		say(publishPacket("t", strconv.Itoa(i), 0))
		<-tick.C
	}
	for i := range 200 {
		hear(strconv.Itoa(i))
	}
	if n := rests.Load(); n == 0 || n > 150 {
		t.Errorf("of 200 messages: rested %d times, want some and far fewer", n)
	}
	say(publishPacket("t", "last", 0))
	hear("last")
	broken := publishPacket("t", "in two parts", 0)
	say(broken[:5])
	<-tick.C
	say(broken[5:])
	hear("in two parts")
	_ = theirs.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, io.EOF) {
			t.Errorf("the end: got %v, want EOF", err)
		}
	case <-time.After(patience):
		t.Error("the end was not noticed")
	}
}
