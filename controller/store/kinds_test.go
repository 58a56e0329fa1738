package store

import "testing"

// everyKind runs a test on each kind of store.
func everyKind(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("configured", func(t *testing.T) { test(t, open(t, serve(t).config("one"))) })
	t.Run("child", func(t *testing.T) { test(t, open(t, embedded(t, "child"))) })
	t.Run("trial", func(t *testing.T) { test(t, open(t, embedded(t, "memory"))) })
}

// embedded is the config of an embedded store in a directory of the test's own.
func embedded(t testing.TB, kind string) Config {
	t.Helper()
	if kind == "child" {
		need(t, "redis-server")
	}
	return Config{Dir: t.TempDir(), Venue: "expo", Owner: "one", Embedded: kind}
}
