package clip

import (
	"context"
	"errors"
)

// Check asks the bridge once what it has, and counts the lamps of its zones.
// The error joins what is wrong with it. It changes nothing, and is for a
// bridge that nobody runs.
func (b *Bridge) Check(ctx context.Context) (lamps int, err error) {
	if err := b.load(ctx); err != nil {
		return 0, err
	}
	var wrong []error
	for _, s := range b.scenes {
		wrong = append(wrong, s.trouble())
	}
	if b.stage != nil {
		b.stage.mu.Lock()
		wrong = append(wrong, b.stage.fault)
		b.stage.mu.Unlock()
		if b.access.Load().ClientKey == "" {
			wrong = append(wrong, errNoClient)
		}
	}
	return len(b.Lamps()), errors.Join(wrong...)
}
