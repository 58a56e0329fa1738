package console

import "sync"

// bell wakes everyone who waits, however many they are. Who comes late takes
// the newest moment and waits for the next ring: nothing is kept for anyone.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

func newBell() *bell { return &bell{next: make(chan struct{})} }

// rung returns a channel that closes at the next ring. Take it before you
// look, so that a ring in between is not missed.
func (b *bell) rung() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.next)
	b.next = make(chan struct{})
}
