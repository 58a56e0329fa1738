package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Glance is what a look at a store from outside has seen.
type Glance struct {
	Kind Kind
	// Running says that a server answered; an embedded store runs while its
	// controller does.
	Running bool
	// Empty says that an embedded store has never kept anything.
	Empty bool
	// Safe says that the server writes an append-only file.
	Safe bool
	// Evicts is the policy by which the server forgets keys when its memory is
	// full; "" = it never does.
	Evicts  string
	Version string
}

// lookPatience bounds a look.
const lookPatience = 3 * time.Second

// Look asks the store of a config how it is. It takes no lease, starts nothing
// and writes nothing, so it may look beside a controller that runs.
func Look(ctx context.Context, c Config) (Glance, error) {
	if err := c.validateLook(); err != nil {
		return Glance{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	if len(c.Redis) > 0 {
		options, err := c.options()
		if err != nil {
			return Glance{}, err
		}
		return ask(ctx, Glance{Kind: Configured}, options)
	}
	return c.lookInside(ctx)
}

func (c Config) validateLook() error {
	c.Owner = "looking" // nobody writes
	return c.validate()
}

// lookInside looks at the data directory, and at the server that serves it.
func (c Config) lookInside(ctx context.Context) (Glance, error) {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return Glance{}, fmt.Errorf("store: data directory: %w", err)
	}
	seen := Glance{Kind: keptBy(dir)}
	if seen.Kind == Configured { // nothing kept yet: what would be started
		seen.Empty, seen.Kind = true, Trial
		if c.program() != "" {
			seen.Kind = Child
		}
	}
	seen.Safe = seen.Kind == Child // which is always started so
	socket := filepath.Join(dir, "redis.sock")
	if _, err := os.Stat(socket); errors.Is(err, fs.ErrNotExist) || seen.Kind == Trial {
		return seen, nil
	}
	asked, err := ask(ctx, seen, patience(&redis.UniversalOptions{Addrs: []string{socket}}))
	if err != nil {
		return seen, nil //nolint:nilerr // a socket that is left over: it does not run
	}
	return asked, nil
}

// ask asks a server.
func ask(ctx context.Context, seen Glance, options *redis.UniversalOptions) (Glance, error) {
	client := redis.NewUniversalClient(options)
	defer func() { _ = client.Close() }()
	said, err := client.Info(ctx, "server", "persistence", "memory").Result()
	if err != nil {
		return seen, fmt.Errorf("store: look: %w", err)
	}
	seen.Running = true
	for lines := bufio.NewScanner(strings.NewReader(said)); lines.Scan(); {
		name, value, _ := strings.Cut(strings.TrimSpace(lines.Text()), ":")
		switch name {
		case "redis_version":
			seen.Version = value
		case "aof_enabled":
			seen.Safe = value == "1"
		case "maxmemory_policy":
			if value != "noeviction" {
				seen.Evicts = value
			}
		}
	}
	return seen, nil
}
