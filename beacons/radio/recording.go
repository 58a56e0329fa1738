package radio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Recording hears what a btsnoop file holds, as btmon -w and others write it.
type Recording struct {
	File string
	// Live plays it at the speed of life, as if it began now; otherwise it is
	// heard at once, with the times it was recorded at.
	Live bool
}

// Listen implements Source. It ends with the file.
func (r Recording) Listen(ctx context.Context, hear func(Advert)) error {
	f, err := os.Open(r.File)
	if err != nil {
		return fmt.Errorf("radio: %w", err)
	}
	defer func() { _ = f.Close() }()
	if err := r.play(ctx, f, hear); err != nil {
		return fmt.Errorf("radio: %s: %w", r.File, err)
	}
	return nil
}

func (r Recording) play(ctx context.Context, in io.Reader, hear func(Advert)) error {
	s, err := newSnoop(in)
	if err != nil {
		return err
	}
	began, first := time.Now(), time.Time{}
	for ctx.Err() == nil {
		event, at, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if first.IsZero() {
			first = at
		}
		if r.Live {
			at = began.Add(at.Sub(first))
			wait(ctx, time.Until(at))
		}
		reports(event, at, hear)
	}
	return nil
}

// wait returns after d, or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
