package store

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// proxy stands between a client and a Redis and can lose replies: the request
// arrives and is obeyed, but the answer never comes and the line is cut.
type proxy struct {
	addr string
	lose atomic.Int32 // how many more replies to lose
}

func newProxy(t testing.TB, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{addr: l.Addr().String()}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close()
				continue
			}
			running.Go(func() { _, _ = io.Copy(far, near); _ = far.Close() })
			running.Go(func() { p.answer(near, far); _ = near.Close() })
		}
	})
	t.Cleanup(func() { _ = l.Close(); running.Wait() })
	return p
}

// answer passes replies back, or cuts the line where one should be lost.
func (p *proxy) answer(near, far net.Conn) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := far.Read(buffer)
		if err != nil {
			return
		}
		for left := p.lose.Load(); left > 0; left = p.lose.Load() {
			if p.lose.CompareAndSwap(left, left-1) {
				return
			}
		}
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}
