package phones

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// Faults is what goes wrong, as shares of all requests from 0 to 1. Which
// request is hit follows from the seed, its apns-id and how often that was
// sent before, so order and speed change nothing. The zero Faults is a service
// that is well.
type Faults struct {
	Seed    uint64
	Busy    float64 // 503 ServiceUnavailable
	TooMany float64 // 429 TooManyRequests
	Broken  float64 // 500 InternalServerError
	Hang    float64 // no answer at all; the phone is not told
	Cut     float64 // the phone is told, then the connection is cut before the answer
	// Leave is how often an answer is the last on its connection (GOAWAY).
	Leave float64
	// Gone is the share of phones, not of requests, that have uninstalled the
	// app: 410 Unregistered since the service started.
	Gone float64
}

type fault int

const (
	well fault = iota
	busy
	tooMany
	broken
	hung
	cut
	leave
)

// reason is what the service answers for a fault, if it answers anything.
func (f fault) reason() reason {
	switch f {
	case busy:
		return serviceUnavailable
	case tooMany:
		return tooManyRequests
	case broken:
		return internalServerError
	case well, hung, cut, leave:
	}
	return ""
}

// Faults switches to f, from the next request on.
func (s *Service) Faults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// draw counts a request under its apns-id and chooses its fault.
func (s *Service) draw(apnsID string) fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Requests++
	s.requests[apnsID]++
	if s.leaving > 0 {
		s.leaving--
		return leave
	}
	return s.faults.pick(apnsID, s.requests[apnsID])
}

// GoAway makes the next answer the last on its connection, as Apple ends one
// now and then (GOAWAY).
func (s *Service) GoAway() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaving++
}

// pick chooses the fault of the n-th request under a name.
func (f Faults) pick(name string, n int) fault {
	at := share(f.Seed, fmt.Sprint(name, n))
	for _, hit := range []struct {
		share float64
		fault fault
	}{{f.Busy, busy}, {f.TooMany, tooMany}, {f.Broken, broken}, {f.Hang, hung}, {f.Cut, cut}, {f.Leave, leave}} {
		if at < hit.share {
			return hit.fault
		}
		at -= hit.share
	}
	return well
}

// share is a number in [0, 1) that follows from seed and name.
func share(seed uint64, name string) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, name))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}

// Uninstall makes a phone answer 410 Unregistered, since at. A zero at
// installs the app again.
func (s *Service) Uninstall(token string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.IsZero() {
		delete(s.gone, token)
		return
	}
	s.gone[token] = at
}

// Disown makes the service know nothing of a phone: 400 BadDeviceToken, as
// for a token of the other environment.
func (s *Service) Disown(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad[token] = true
}

// Uninstalled tells whether a phone answers 410 now.
func (s *Service) Uninstalled(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.since(token).IsZero()
}

// since is when a phone was uninstalled; zero = it is not. s.mu is held.
func (s *Service) since(token string) time.Time {
	if at, gone := s.gone[token]; gone {
		return at
	}
	if share(s.faults.Seed, token) < s.faults.Gone {
		return time.Unix(1_500_000_000, 0)
	}
	return time.Time{}
}

// known judges a device token.
func (s *Service) known(token string) (reason, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(token) < tokenAtLeast || !isHex(token) || s.bad[token] {
		return badDeviceToken, time.Time{}
	}
	if since := s.since(token); !since.IsZero() {
		return unregistered, since
	}
	return "", time.Time{}
}
