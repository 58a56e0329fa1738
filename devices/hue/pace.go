package hue

import (
	"errors"
	"time"
)

// What a bridge takes (the maker's "Hue System Performance", and what others
// have settled on). The limit is the bridge's, whoever else talks to it.
const (
	perLamp  = time.Second / 8
	perGroup = time.Second
	// perMessage keeps the radio at 20 of its 25 messages a second.
	perMessage = time.Second / 20
	// broadcast is what a group command takes of the radio, in messages.
	broadcast = 12
	// slowest is the most a busy bridge is slowed down.
	slowest = 16
	// penalty is how long a slower pace is kept before it is doubled again.
	penalty = 10 * time.Second
	// firstRest and longestRest bound the pause after a try that failed.
	firstRest   = 250 * time.Millisecond
	longestRest = 5 * time.Second
	// busyRest is the pause after the bridge said that it takes nothing.
	busyRest = time.Second
)

// pace says when the next command may go. The zero pace may go at once.
type pace struct {
	next  time.Time // any command
	group time.Time // a group command
	rest  time.Time // anything at all: the breaker is open until then
	slow  int       // 0 or 1 = full speed, 2 = half ...
	until time.Time // when slow is halved
	fails int       // tries in a row that failed
}

// spend books a command of so many messages.
func (p *pace) spend(now time.Time, messages float64, group bool) {
	slow := time.Duration(max(p.slow, 1))
	gap := max(perLamp, time.Duration(messages*float64(perMessage)))
	if group {
		p.group = now.Add(perGroup * slow)
		gap = time.Duration(messages * float64(perMessage))
	}
	p.next = now.Add(gap * slow)
}

// good books an answer, and bad an answer that did not come.
func (p *pace) good(now time.Time) {
	p.fails = 0
	if p.slow > 1 && now.After(p.until) {
		p.slow /= 2
		p.until = now.Add(penalty)
	}
}

func (p *pace) bad(now time.Time, err error) {
	p.fails++
	if busy, is := errors.AsType[*Busy](err); is && busy.Status != 0 {
		p.slow = min(max(p.slow, 1)*2, slowest)
		p.until = now.Add(penalty)
		p.rest = now.Add(busyRest)
		return
	}
	p.rest = now.Add(min(firstRest<<min(p.fails-1, 10), longestRest))
}
