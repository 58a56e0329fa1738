package mqttlight

import "time"

// What a Zigbee radio takes: about 25 messages a second, of which we leave
// some, and a broadcast a second. A Hue bridge is paced the same.
const (
	perLamp    = time.Second / 8
	perGroup   = time.Second
	perMessage = time.Second / 20
	// broadcast is what a group takes of the radio, in messages.
	broadcast = 12
	// firstRest and longestRest bound the pause after a publish that failed.
	firstRest   = 250 * time.Millisecond
	longestRest = 5 * time.Second
)

// pace says when the next command may go. The zero pace may go at once.
type pace struct {
	next  time.Time // any command
	group time.Time // a command to a group
	rest  time.Time // anything at all: the last publish failed
	fails int       // in a row
}

// spend books a command of so many messages.
func (p *pace) spend(now time.Time, messages float64, group bool) {
	gap := max(perLamp, time.Duration(messages*float64(perMessage)))
	if group {
		gap = broadcast * perMessage
		p.group = now.Add(perGroup)
	}
	p.next = now.Add(gap)
}

// wait is how long until a lamp, or a group, may be told.
func (p *pace) wait(now time.Time, group bool) time.Duration {
	wait := p.next.Sub(now)
	if group {
		wait = max(wait, p.group.Sub(now))
	}
	return wait
}

func (p *pace) good() { p.fails, p.rest = 0, time.Time{} }

func (p *pace) bad(now time.Time) {
	p.rest = now.Add(min(firstRest<<min(p.fails, 10), longestRest))
	p.fails++
}
