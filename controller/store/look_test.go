package store

import (
	"os"
	"testing"
)

func TestLookSeesAServerAndTouchesNothing(t *testing.T) {
	server := serve(t, "--maxmemory-policy", "allkeys-lru")
	seen, err := Look(t.Context(), server.config(""))
	if err != nil || !seen.Running || seen.Kind != Configured || seen.Version == "" || seen.Evicts != "allkeys-lru" {
		t.Errorf("looking at a redis-server that evicts: got %+v, %v", seen, err)
	}
	client := server.client()
	defer func() { _ = client.Close() }()
	if keys, err := client.DBSize(t.Context()).Result(); err != nil || keys != 0 {
		t.Errorf("keys after a look: got %d, %v, want none", keys, err)
	}
}

func TestLookBesideARunningControllerLeavesItsLease(t *testing.T) {
	c := embedded(t, "child")
	if seen, err := Look(t.Context(), c); err != nil || !seen.Empty || seen.Running || seen.Kind != Child {
		t.Errorf("looking before the first start: got %+v, %v, want a child that is not there yet", seen, err)
	}
	s := open(t, c)
	seen, err := Look(t.Context(), c)
	if err != nil || seen.Kind != Child || !seen.Safe {
		t.Errorf("looking at an embedded store: got %+v, %v, want a safe child", seen, err)
	}
	commit(t, s, rich(1)) // the lease is still ours
}

func TestLookAtAMissingDirectoryMakesNone(t *testing.T) {
	dir := t.TempDir() + "/not-yet"
	if _, err := Look(t.Context(), Config{Dir: dir, Venue: "expo"}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("the data directory %s was made by a look", dir)
	}
}

func TestLookAtAServerThatIsAwayIsAnError(t *testing.T) {
	if seen, err := Look(t.Context(), Config{Redis: []string{"127.0.0.1:1"}, Venue: "expo"}); err == nil {
		t.Errorf("looking at a closed port: got %+v, want an error", seen)
	}
}
