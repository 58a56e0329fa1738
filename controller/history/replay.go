package history

import (
	"errors"
	"io"

	"foyer/controller/venue"
)

// Replay lives a history again as it was: by the rules that were in force, each
// thing at the moment at which the venue was told it. It hands over every
// decision in order. They are the ones that were recorded, byte for byte. The
// winners of a draw are so only when r.State is given the venue's secret.
func Replay(r *Reader, each func(venue.Decision)) error {
	v := venue.New(r.plan, r.State)
	for {
		told, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		v.Step(told.At, told.In)
		if b := v.Seal(); b != nil {
			for i := range b.Decisions {
				each(b.Decisions[i])
			}
		}
	}
}
