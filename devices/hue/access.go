package hue

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/amimof/huego"

	"foyer/devices"
)

// errUnpaired says that there is no key to the bridge.
var errUnpaired = errors.New("there is no key to the bridge")

// access is how the bridge is spoken to: it changes as a whole, when somebody
// pairs with it while we run.
type access struct {
	key, pin string
	huego    *huego.Bridge
}

func (b *Bridge) key() string            { return b.access.Load().key }
func (b *Bridge) pin() string            { return b.access.Load().pin }
func (b *Bridge) library() *huego.Bridge { return b.access.Load().huego }

// Use takes a new key: lamps get what is wanted of them by now. An https bridge
// needs the pin of the same pairing.
func (b *Bridge) Use(p Paired) error {
	p, err := p.sound()
	if err != nil {
		return fmt.Errorf("hue: bridge %s: %w", b.host, err)
	}
	if strings.HasPrefix(b.config.URL, "https://") && p.Pin == "" {
		return fmt.Errorf("hue: bridge %s: https needs the pin that pairing gave", b.host)
	}
	b.access.Store(&access{p.Key, p.Pin, huego.New(b.config.URL, p.Key)})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heart.denied, b.heart.last, b.pace.rest, b.loaded = nil, nil, b.clock.Now(), false
	b.rouse()
	return nil
}

// Paired tells whether there is a key that the bridge has not refused, nor
// answered under another certificate.
func (b *Bridge) Paired() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.key() != "" && b.heart.denied == nil && !errors.Is(b.heart.last, ErrCertificate)
}

// Tried tells whether this is the key we have.
func (b *Bridge) Tried(p Paired) bool {
	return b.key() == p.Key && b.pin() == p.Pin
}

// unpaired is why nothing can be done before somebody pairs; nil = it can.
func (b *Bridge) unpaired() error {
	if b.key() == "" {
		return devices.Permanent(fmt.Errorf("%w: %s", errUnpaired, cmp.Or(b.config.Lacks, "nobody has paired with it yet")))
	}
	return nil
}
