package link

import "time"

const (
	// window is how long messages are counted, and crowd how many in it are
	// one: 400 a second.
	window = 20 * time.Millisecond
	crowd  = 8
	// linger is how long we let a crowd gather.
	linger = 2 * time.Millisecond
)

// pace spares us being woken for every message. Waking costs several times
// what hearing a sighting does, so in a crowd a read waits a little and finds
// many. Below that a message is heard as soon as it is here.
type pace struct {
	eager    bool // never wait
	began    time.Time
	messages int // since began
	crowded  bool
}

// wait is called before a read that goes to the network.
func (p *pace) wait() {
	if p.eager {
		return
	}
	if now := time.Now(); now.Sub(p.began) >= window {
		p.crowded = p.messages >= crowd
		p.began, p.messages = now, 0
	}
	if p.crowded {
		time.Sleep(linger)
	}
}
