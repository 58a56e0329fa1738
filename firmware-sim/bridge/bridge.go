// Package bridge is a Philips Hue bridge that does not exist: it speaks CLIP v1
// over real HTTP, so that a driver cannot tell, and has the limits of a real
// one: a radio of 25 messages a second behind a buffer that fills up. With TLS
// it also speaks CLIP v2, tells its changes as an event stream, and lets one
// entertainment area be streamed to over DTLS. It remembers what it was told,
// and breaks in every way we have seen when asked to. It promises the shapes
// and error numbers of the real one; it never knows who is talking to it, and
// has no part of our own driver in it.
package bridge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// Config says what bridge there should be. The zero Config is a good one.
type Config struct {
	// Addr is where to listen; "" = a free port of the loopback.
	Addr string
	// Now is the bridge's time; nil = the machine's.
	Now func() time.Time
	// Rooms are its groups, numbered from 1; nil = a lounge and a dance floor.
	Rooms []Room
	// Scenes are stored looks.
	Scenes []Scene
	// Overload is what it answers when its buffer is full: 901 (older
	// firmware, as HTTP 200), 429 or 503; 0 = 429.
	Overload int
	// TLS makes it speak https, with a certificate it signed itself: its id as
	// the common name and no other, as real ones have.
	TLS bool
	// Seed draws the keys it gives out.
	Seed uint64
	// Areas can be streamed to; nil = one of the dance floor.
	Areas []Area
	// StreamPort is the UDP port for streams, on the address of Addr; 0 = a free
	// one. Real bridges have 2100.
	StreamPort int
}

// Room is a group and its lamps, the type of gamut of each: "A", "B" or "C".
type Room struct {
	Name  string
	Lamps []string
}

// Scene is a stored look of one room: all lamps at one colour temperature.
type Scene struct {
	ID, Name, Group string
	Mirek           int
	Bri             int // 1..254
}

// Bridge is one pretend bridge.
type Bridge struct {
	config   Config
	listener net.Listener
	faults   faults

	mu       sync.Mutex
	dice     *rand.Rand
	key      string
	users    map[string]user
	link     time.Time // until when the button counts as pressed
	lamps    []*lamp
	groups   []group
	radio    radio
	told     []Command
	counters Counters
	working  int // requests at this moment
	looks    []*dynamic
	areas    []*area
	events   events
	sink     sink
}

type user struct {
	Name       string `json:"name"`
	CreateDate string `json:"create date"`
	LastUse    string `json:"last use date"`
	clientKey  string // hex, for streaming
}

type group struct {
	id, name string
	lamps    []*lamp
}

// Start listens at addr as the bridge of the zero Config; "" is a free port.
// It answers when Run runs.
func Start(addr string) (*Bridge, error) { return Config{Addr: addr}.Start() }

// Start listens. The bridge answers when Run runs.
func (c Config) Start() (*Bridge, error) {
	c = c.filled()
	l, err := c.listen()
	if err != nil {
		return nil, fmt.Errorf("bridge: listen at %s: %w", c.Addr, err)
	}
	b := &Bridge{config: c, listener: l, users: map[string]user{}}
	b.dice = rand.New(rand.NewPCG(c.Seed, 0x4875650042726467)) // keys of a pretend bridge: the same for the same seed
	b.faults.change(None)
	b.furnish(c.Rooms)
	b.key = b.enroll("foyer#demo")
	b.keep(c)
	if err := b.openSink(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return b, nil
}

func (c Config) filled() Config {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:0"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rooms == nil {
		c.Rooms = demoRooms()
	}
	if c.Overload == 0 {
		c.Overload = http.StatusTooManyRequests
	}
	return c
}

func demoRooms() []Room {
	return []Room{
		{"Lounge", []string{"C", "C", "C", "C", "B", "B"}},
		{"Dance floor", []string{"C", "C", "C", "C", "C", "C", "C", "C", "B", "B"}},
	}
}

func (b *Bridge) furnish(rooms []Room) {
	for i, room := range rooms {
		g := group{id: fmt.Sprint(i + 1), name: room.Name}
		for j, kind := range room.Lamps {
			l := newLamp(len(b.lamps)+1, fmt.Sprintf("%s %d", room.Name, j+1), g.id, kind)
			b.lamps = append(b.lamps, l)
			g.lamps = append(g.lamps, l)
		}
		b.groups = append(b.groups, g)
	}
}

// Run answers until ctx ends.
func (b *Bridge) Run(ctx context.Context) error {
	s := &http.Server{Handler: b, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)} // clients that hang up are its life
	stop := context.AfterFunc(ctx, func() {
		b.faults.change(None) // lets go of those it keeps hanging
		_ = s.Close()
		b.closeSink()
	})
	defer stop()
	if err := s.Serve(b.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("bridge: %w", err)
	}
	return nil
}

// Close stops listening; needed only when Run was never called.
func (b *Bridge) Close() error {
	b.closeSink()
	return b.listener.Close()
}

// URL is where the bridge is, "http://127.0.0.1:8091".
func (b *Bridge) URL() string {
	scheme := "http://"
	if b.config.TLS {
		scheme = "https://"
	}
	return scheme + b.listener.Addr().String()
}

// Key is a user name the bridge knows from the start.
func (b *Bridge) Key() string { return b.key }

// ClientKey is what streams of Key are encrypted with, 32 hex digits.
func (b *Bridge) ClientKey() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.users[b.key].clientKey
}

// PressLink presses the round button: for 30 s the bridge gives out keys.
func (b *Bridge) PressLink() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.link = b.config.Now().Add(30 * time.Second)
}

// Forget takes a key away, as somebody in the Hue app would.
func (b *Bridge) Forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.users, key)
}

// enroll makes a new user; the caller holds the lock, or is alone.
func (b *Bridge) enroll(name string) string {
	key := b.letters(40, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
	at := b.config.Now().UTC().Format("2006-01-02T15:04:05")
	b.users[key] = user{Name: name, CreateDate: at, LastUse: at, clientKey: b.letters(32, "0123456789ABCDEF")}
	return key
}

func (b *Bridge) letters(n int, from string) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = from[b.dice.IntN(len(from))]
	}
	return string(out)
}
