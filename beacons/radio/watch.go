package radio

import (
	"context"
	"errors"
	"os"
	"time"
)

// watch hands on what is heard until ctx ends. Controllers stop without a word
// after minutes or days: each full silence is answered with a stronger remedy,
// and the first advertisement starts over.
func (t *talk) watch(ctx context.Context) error {
	t.heard = time.Now()
	for remedy := 0; ; {
		before := t.heard
		err := t.listen(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		if t.heard != before {
			remedy = 0
		}
		remedy++
		t.h.dead.Store(true)
		if err := t.wake(ctx, remedy); err != nil {
			return err
		}
		t.heard = time.Now()
	}
}

// listen reads until nothing was heard for a full silence. The deadline of the
// socket is moved only when it is reached: moving it for every packet would
// cost more than the packet.
func (t *talk) listen(ctx context.Context) error {
	until := t.heard.Add(t.h.o.Silence)
	for {
		_, err := t.read(ctx, until)
		if err == nil {
			continue
		}
		later := t.heard.Add(t.h.o.Silence)
		if ctx.Err() != nil || !errors.Is(err, os.ErrDeadlineExceeded) || !later.After(until) {
			return err
		}
		until = later
	}
}

// wake applies one remedy.
func (t *talk) wake(ctx context.Context, remedy int) error {
	switch remedy {
	case 1:
		t.h.restarts.Add(1)
		t.h.o.Log.WarnContext(ctx, "nothing is heard: the scan is started anew", "silence", t.h.o.Silence)
		// A controller that has stopped by itself refuses to stop.
		if err := t.command(ctx, leScanEnable, 0, 0); errors.Is(err, errMute) {
			return err
		}
		return t.scan(ctx)
	case 2:
		t.h.resets.Add(1)
		t.h.o.Log.WarnContext(ctx, "still nothing is heard: the controller is reset", "silence", 2*t.h.o.Silence)
		return t.begin(ctx)
	}
	return errSilent
}
