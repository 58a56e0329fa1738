package radio

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

// Port is the way to one controller: whole packets in and out, each with its
// type in the first byte.
type Port interface {
	io.ReadWriteCloser
	SetReadDeadline(t time.Time) error
}

// Options says how to scan. The zero Options will do.
type Options struct {
	// Interval and Window: the controller listens for Window of every Interval;
	// 0 = 100 and 50 ms. Listening all the time starves a Wi-Fi that shares the
	// chip, and on a Pi 4 everybody's 2.4 GHz.
	Interval, Window time.Duration
	// Silence is how long nothing may be heard before the controller is woken;
	// 0 = 30 s.
	Silence time.Duration
	Log     *slog.Logger // nil = none
}

func (o Options) filled() Options {
	o.Interval, o.Window = cmp.Or(o.Interval, 100*time.Millisecond), cmp.Or(o.Window, 50*time.Millisecond)
	o.Silence = cmp.Or(o.Silence, 30*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Counts is what happened so far, and how the radio is now.
type Counts struct {
	Adverts  uint64 // heard
	Restarts uint64 // of the scan, because of silence
	Resets   uint64 // of the controller, because restarting did not help
	Reopens  uint64 // of the device, because nothing helped or it was gone
	// Dead tells that nothing was heard for longer than the patience, or that
	// there is no controller.
	Dead bool
}

// HCI hears through a Bluetooth controller that it has for itself.
type HCI struct {
	open func() (Port, error)
	o    Options

	adverts, restarts, resets, reopens atomic.Uint64
	dead                               atomic.Bool
}

// NewHCI makes a source that opens its controller when it begins to listen, and
// again whenever it is lost; see Device.
func NewHCI(open func() (Port, error), o Options) *HCI { return &HCI{open: open, o: o.filled()} }

// Counts is what happened so far.
func (h *HCI) Counts() Counts {
	return Counts{
		Adverts: h.adverts.Load(), Restarts: h.restarts.Load(), Resets: h.resets.Load(),
		Reopens: h.reopens.Load(), Dead: h.dead.Load(),
	}
}

// again is the pause before a device that is lost is opened again.
const again = 5 * time.Second

// Listen implements Source. It returns nil, and only when ctx ends.
func (h *HCI) Listen(ctx context.Context, hear func(Advert)) error {
	said := ""
	for {
		err := h.session(ctx, hear)
		if ctx.Err() != nil {
			return nil
		}
		h.dead.Store(true)
		h.reopens.Add(1)
		if text := err.Error(); text != said {
			h.o.Log.ErrorContext(ctx, "the radio is lost", "err", err)
			said = text
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(again):
		}
	}
}

// session is one life of an open device.
func (h *HCI) session(ctx context.Context, hear func(Advert)) error {
	port, err := h.open()
	if err != nil {
		return err
	}
	defer func() { _ = port.Close() }()
	wake := context.AfterFunc(ctx, func() { _ = port.SetReadDeadline(time.Unix(1, 0)) })
	defer wake()
	t := &talk{h: h, port: port, hear: hear}
	if err := t.begin(ctx); err != nil {
		return fmt.Errorf("radio: preparing the controller: %w", err)
	}
	err = t.watch(ctx)
	t.hush()
	return err
}
