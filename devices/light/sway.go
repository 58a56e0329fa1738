package light

import (
	"math"
	"time"
)

// maxSways is how many times in a second brightness may turn round. Between
// two changes that oppose each other it turns once, so that no second holds
// more than six changes, which are three flashes.
const maxSways = 5

// sway follows a brightness up and down. It turns when it comes back by more
// than a swing; what comes back less is no movement to an eye.
type sway struct {
	way     int
	extreme float64 // how far it went that way
	turned  [maxSways]time.Duration
	oldest  int // of turned
}

func stillSway() (s sway) {
	for i := range s.turned {
		s.turned[i] = -second
	}
	return s
}

// allows tells whether the brightness may be y now.
func (s *sway) allows(now time.Duration, y float64) bool {
	return !s.turns(y) || s.room(now) > 0
}

// room is how many turns the second that ends now has left.
func (s *sway) room(now time.Duration) (free int) {
	for _, at := range s.turned {
		if now-at >= second {
			free++
		}
	}
	return free
}

// follow records that the brightness is y.
func (s *sway) follow(now time.Duration, y float64) {
	switch {
	case s.turns(y):
		s.turned[s.oldest], s.oldest = now, (s.oldest+1)%maxSways
		s.way, s.extreme = -s.way, y
	case s.way == 0 && math.Abs(y-s.extreme) > swing:
		s.way, s.extreme = direction(s.extreme, y), y
	case s.way > 0:
		s.extreme = max(s.extreme, y)
	case s.way < 0:
		s.extreme = min(s.extreme, y)
	}
}

func (s *sway) turns(y float64) bool {
	return s.way > 0 && y < s.extreme-swing || s.way < 0 && y > s.extreme+swing
}
