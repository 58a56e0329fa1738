package store

import "testing"

// everyKind runs a test on each kind of store.
func everyKind(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("configured", func(t *testing.T) { test(t, open(t, serve(t).config("one"))) })
}
