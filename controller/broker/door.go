package broker

import (
	"net"
	"sync"

	"github.com/mochi-mqtt/server/v2/listeners"
)

// door is a listener that lets nobody in while it closes. The library (v2.7.9)
// counts a client when it is already inside, which races with waiting for the
// last one, and misses who comes between: so it is counted here before.
type door struct {
	listeners.Listener
	clients *sync.WaitGroup // the library's own count

	mu     sync.Mutex
	closed bool
	inside map[net.Conn]bool
}

// Serve implements listeners.Listener.
func (d *door) Serve(establish listeners.EstablishFn) {
	d.Listener.Serve(func(id string, conn net.Conn) error {
		if !d.enter(conn) {
			return conn.Close()
		}
		defer d.leave(conn)
		return establish(id, conn)
	})
}

// Close implements listeners.Listener.
func (d *door) Close(closeClients listeners.CloseFn) {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.Listener.Close(closeClients)
	d.mu.Lock()
	defer d.mu.Unlock()
	for conn := range d.inside {
		_ = conn.Close() // it was told to go, if it was known
	}
}

func (d *door) enter(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	d.clients.Add(1)
	d.inside[conn] = true
	return true
}

func (d *door) leave(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.inside, conn)
	d.clients.Done()
}
