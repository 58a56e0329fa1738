package devices

import (
	"context"
	"time"
)

// Machine is the machine's own clock.
type Machine struct{}

// Now is the machine's time.
func (Machine) Now() time.Time { return time.Now() }

// Sleep returns after d, or with ctx's error when that ends first.
func (Machine) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
