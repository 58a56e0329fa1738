package bridge

import "time"

// What the radio of a real bridge takes (the maker's "Hue System Performance").
const (
	perSecond = 25.0 // Zigbee messages
	// buffer is how many messages wait before the bridge refuses: two seconds.
	buffer = 50.0
	// broadcast is what a command to a group costs: about one a second is
	// possible, and it eats into the others.
	broadcast = 12.0
)

// radio is the buffer before the Zigbee radio. It drains as time goes by.
type radio struct {
	waiting float64
	at      time.Time
}

// send puts messages into the buffer. It tells after which wait they go out,
// or that there was no room.
func (r *radio) send(now time.Time, messages float64) (time.Duration, bool) {
	if gone := now.Sub(r.at); gone > 0 {
		r.waiting = max(0, r.waiting-perSecond*gone.Seconds())
		r.at = now
	}
	if r.waiting+messages > buffer {
		return 0, false
	}
	wait := time.Duration(r.waiting / perSecond * float64(time.Second))
	r.waiting += messages
	return wait, true
}
