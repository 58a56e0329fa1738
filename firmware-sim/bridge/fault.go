package bridge

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// Fault is one way in which bridges break.
type Fault string

// The faults.
const (
	None        Fault = ""
	TooMany     Fault = "429"     // newer firmware, empty body
	Unavailable Fault = "503"     // newer firmware, a page of HTML
	Internal    Fault = "901"     // older firmware, HTTP 200 and an error
	Hang        Fault = "hang"    // takes the request and says nothing
	Garbage     Fault = "garbage" // 200 and no JSON
	Half        Fault = "half"    // does it, and the reply ends in the middle
	Cut         Fault = "cut"     // closes the connection, does nothing
)

// Break makes every request fail in one way, until Break(None).
func (b *Bridge) Break(f Fault) { b.faults.change(f) }

// faults is which fault is on; over is closed when another one takes its place.
type faults struct {
	mu   sync.Mutex
	now  Fault
	over chan struct{}
}

func (f *faults) change(to Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over != nil {
		close(f.over)
	}
	f.now, f.over = to, make(chan struct{})
}

func (f *faults) present() (Fault, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now, f.over
}

// misbehave answers by the fault that is on. It reports false when there is
// none and the request is to be answered properly.
func (b *Bridge) misbehave(w http.ResponseWriter, r *http.Request, answer func() reply) bool {
	fault, over := b.faults.present()
	switch fault {
	case None:
		return false
	case Hang:
		select {
		case <-over:
		case <-r.Context().Done():
		}
		hangUp(w, nil)
	case Cut:
		hangUp(w, nil)
	case Half:
		whole := answer().bytes()
		head := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(whole)) + "\r\n\r\n"
		hangUp(w, append([]byte(head), whole[:len(whole)/2]...))
	case Garbage:
		_, _ = w.Write(bytes.Repeat([]byte("\x00\xff{]not json"), 1000))
	case TooMany, Unavailable, Internal:
		b.refuse(w, r, fault)
	}
	return true
}

// refuse answers that the bridge is busy, in the way of its firmware.
func (b *Bridge) refuse(w http.ResponseWriter, r *http.Request, as Fault) {
	if r.Method == http.MethodPut {
		b.mu.Lock()
		b.remember(clipPath(r), nil, string(as))
		b.mu.Unlock()
	}
	busy(as, clipPath(r)).write(w)
}

func busy(as Fault, address string) reply {
	switch as {
	case TooMany:
		return reply{status: http.StatusTooManyRequests}
	case Unavailable:
		return reply{status: http.StatusServiceUnavailable, html: "<html><head><title>503</title></head><body>Service Unavailable</body></html>"}
	default:
		return reply{body: []any{failure(901, address, "Internal error, 503")}}
	}
}

// hangUp writes raw bytes and cuts the connection; of HTTP/2, the stream.
func hangUp(w http.ResponseWriter, raw []byte) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		cutStream(w, raw)
	}
	_, _ = conn.Write(raw)
	if tcp, ok := conn.(*net.TCPConn); ok && raw == nil {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// cutStream ends one stream of HTTP/2 in the middle of its reply.
func cutStream(w http.ResponseWriter, raw []byte) {
	if _, body, ok := bytes.Cut(raw, []byte("\r\n\r\n")); ok {
		w.Header().Set("Content-Length", strconv.Itoa(2*len(body)+2))
		_, _ = w.Write(body)
		_ = http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}
