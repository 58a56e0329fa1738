package clip

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"foyer/devices"
	"foyer/devices/hue"
)

// heart is whether the bridge lives.
type heart struct {
	up     bool
	since  time.Time
	well   time.Time // last sound answer
	asked  time.Time // last try
	fails  int       // tries in a row that failed
	last   error     // of the last try; nil = it went well
	denied error     // the bridge does not know our key
	deaf   error     // why its events are not heard; nil = they are, or nobody listens
}

func (h *heart) start(now time.Time) { h.since, h.well = now, now }

// heard books how the bridge answered: what it refused, it answered.
func (b *Bridge) heard(ctx context.Context, err error) {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return // we left, not the bridge
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	h, now := &b.heart, b.clock.Now()
	h.asked, h.last = now, err
	b.traffic.Asked++
	_, busy := errors.AsType[*hue.Busy](err)
	_, refused := errors.AsType[*refusal](err)
	was := h.up
	switch {
	case err == nil || refused:
		h.up, h.well, h.fails, h.denied = true, now, 0, nil
		if isDenied(err) {
			h.denied = err
		}
	case busy:
		h.well, h.fails = now, h.fails+1
		b.traffic.Refused++
	default:
		h.fails++
		b.traffic.Failed++
		if h.fails > 1 || errors.Is(err, context.DeadlineExceeded) {
			h.up = false
		}
	}
	if was != h.up {
		h.since = now
		b.log.InfoContext(ctx, "bridge changed", "up", h.up)
	}
}

// wrote books a change that was asked for.
func (b *Bridge) wrote(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.traffic.Asked--
	if err == nil {
		b.traffic.Sent++
	}
}

// Traffic is what has gone to the bridge since the start.
type Traffic struct {
	Sent    uint64 `json:"sent"`    // changes it took
	Asked   uint64 `json:"asked"`   // reads
	Refused uint64 `json:"refused"` // it was too busy (429, 503)
	Failed  uint64 `json:"failed"`  // requests without a sound answer
	Frames  uint64 `json:"frames"`  // of streams
}

// Traffic counts what has gone to the bridge.
func (b *Bridge) Traffic() Traffic {
	b.mu.Lock()
	out := b.traffic
	b.mu.Unlock()
	if b.stage != nil {
		out.Frames = b.stage.frames()
	}
	return out
}

// Health is how the bridge is. Accepted and Refused count lights.
func (b *Bridge) Health() devices.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := devices.Health{Up: b.heart.up, Since: b.heart.since, Accepted: b.done, Refused: b.refused}
	switch {
	case b.unpaired() != nil:
		h.Up, h.Problem = false, fmt.Sprintf("The bridge at %s is not spoken to: %s. Pair again: foyer pair.", b.host, strings.TrimPrefix(b.unpaired().Error(), errUnpaired.Error()+": "))
	case b.heart.denied != nil:
		h.Problem = fmt.Sprintf("The bridge at %s does not know our key. Pair again: foyer pair.", b.host)
	case !h.Up:
		h.Problem = b.outage(b.clock.Now())
	default:
		h.Problem = b.problem()
	}
	return h
}

func (b *Bridge) outage(now time.Time) string {
	if errors.Is(b.heart.last, hue.ErrCertificate) {
		return fmt.Sprintf("What answers at %s has another certificate than the bridge we paired with. Pair again if it was replaced: foyer pair.", b.host)
	}
	if _, nonsense := errors.AsType[*hue.Broken](b.heart.last); nonsense {
		return fmt.Sprintf("What answers at %s does not speak as a Hue bridge does. Scenes and streams need a square bridge, or a newer one.", b.host)
	}
	if b.heart.last == nil {
		return fmt.Sprintf("The bridge at %s has not been asked yet.", b.host)
	}
	return fmt.Sprintf("The bridge at %s has not answered for %d s.", b.host, int(now.Sub(b.heart.well).Seconds()))
}

// problem is what is wrong with a bridge that answers, the worst first.
func (b *Bridge) problem() string {
	if b.stage != nil {
		if text := b.stage.problem(); text != "" {
			return text
		}
	}
	for _, s := range b.scenes {
		if fault := s.trouble(); fault != nil {
			return fmt.Sprintf("Zone %s has no scene: %s.", s.zone.Zone, plain(fault))
		}
	}
	if _, busy := errors.AsType[*hue.Busy](b.heart.last); busy {
		return fmt.Sprintf("The bridge at %s is busy; lamps follow when it is not.", b.host)
	}
	if text := b.unreachable(); text != "" {
		return text
	}
	if b.heart.deaf != nil {
		return fmt.Sprintf("The bridge at %s does not tell its changes; it is asked twice a minute instead.", b.host)
	}
	return ""
}

// plain is an error without the marks of who found it.
func plain(err error) string { return strings.TrimSuffix(err.Error(), ".") }

func (b *Bridge) unreachable() string {
	var names []string
	for _, l := range b.ours() {
		if !b.stock.reaches(l) {
			names = append(names, l.name())
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Lamp %s is out of reach. Is it switched off at the wall?", names[0])
	}
	return fmt.Sprintf("%d lamps are out of reach: %s. Are they switched off at the wall?", len(names), strings.Join(names, ", "))
}
