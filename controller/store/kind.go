package store

import "context"

// Kind is where the data really lives.
type Kind int

// The kinds of store, the safest first.
const (
	Configured Kind = iota // a Redis someone else runs
	Child                  // a redis-server of ours, on a unix socket
	Trial                  // in the process, with a snapshot every 10 s
)

// Line is the plain sentence about the kind for the console and the page.
func (k Kind) Line() string {
	switch k {
	case Configured:
		return "Store: the configured Redis."
	case Child:
		return "Store: a Redis of our own; a power cut may lose up to 2 seconds."
	case Trial:
		return "Trial store: a power cut may lose up to 10 seconds."
	}
	return ""
}

// host is what keeps an embedded store alive.
type host interface {
	// tend is called every half second from one goroutine that keeps its
	// thread; it starts again what has ended and saves what is due. It returns
	// its problem until that is solved.
	tend(ctx context.Context) error
	// close ends it with everything safe on disk.
	close() error
}

// elsewhere is the host of a configured Redis: nothing of ours.
type elsewhere struct{}

func (elsewhere) tend(context.Context) error { return nil }
func (elsewhere) close() error               { return nil }
