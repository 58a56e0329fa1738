package phones

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"time"
)

// answer is Apple's side of one request.
func (s *Service) answer(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	n := note{apnsID: r.Header.Get("apns-id")}
	if n.apnsID == "" {
		n.apnsID = newUUID()
	}
	w.Header().Set("apns-id", n.apnsID)
	if no := s.judge(r, &n, now); no != "" {
		s.refuse(w, no, time.Time{})
		return
	}
	fault := s.draw(n.apnsID)
	if fault == hung {
		<-r.Context().Done()
		return
	}
	no, since := fault.reason(), time.Time{}
	if no == "" {
		no, since = s.known(n.token)
	}
	if no != "" {
		s.refuse(w, no, since)
		return
	}
	s.tell(n, now)
	finish(w, r, fault)
}

// finish says yes, or ends the connection instead of saying it.
func finish(w http.ResponseWriter, r *http.Request, f fault) {
	switch f {
	case cut:
		if c, ok := r.Context().Value(wire{}).(net.Conn); ok {
			_ = c.Close()
		}
		return
	case leave:
		w.Header().Set("Connection", "close") // becomes a GOAWAY
	case well, busy, tooMany, broken, hung:
	}
	w.WriteHeader(http.StatusOK)
}

// judge finds what is wrong with a request, in the order Apple looks.
func (s *Service) judge(r *http.Request, n *note, now time.Time) reason {
	token, no := deviceToken(r)
	if no != "" {
		return no
	}
	n.token = token
	if no := s.believe(r.Header.Get("authorization"), now); no != "" {
		return no
	}
	if !isUUID(n.apnsID) {
		return badMessageID
	}
	return read(r, n)
}

// newUUID is a random one (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
