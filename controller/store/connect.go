package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// connect makes the client and the host of the kind that the config asks for.
func (s *Store) connect(ctx context.Context) error {
	if len(s.config.Redis) == 0 {
		return s.connectEmbedded(ctx)
	}
	options, err := s.config.options()
	if err != nil {
		return err
	}
	s.kind, s.host, s.client = Configured, elsewhere{}, redis.NewUniversalClient(options)
	return nil
}

const (
	// writePatience is how long a write may take before it is sent again.
	writePatience = 5 * time.Second
	// allPatience is the same for everything at once: 100,000 profiles took
	// 3 s on a busy machine, and a Raspberry Pi is slower.
	allPatience = time.Minute
)

// patience sets how long we wait for a Redis.
func patience(o *redis.UniversalOptions) *redis.UniversalOptions {
	o.ContextTimeoutEnabled = true
	// Contexts end sooner; the longest is that of CommitAll.
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = time.Second, allPatience, allPatience
	o.DialerRetries, o.MaxRetries = 1, 1 // the caller repeats, and for longer
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o
}

// options reads the addresses. URLs may carry TLS, a user, a password and a
// database; Sentinels and Cluster nodes share those of the last that has them.
func (c Config) options() (*redis.UniversalOptions, error) {
	o := patience(&redis.UniversalOptions{MasterName: c.Master})
	for i, address := range c.Redis {
		if !strings.Contains(address, "://") {
			o.Addrs = append(o.Addrs, address)
			continue
		}
		parsed, err := redis.ParseURL(address)
		if err != nil {
			// The URL may hold a password: say which one, not what it says.
			return nil, fmt.Errorf("store: redis address %d of %d is not a URL of Redis", i+1, len(c.Redis))
		}
		o.Addrs = append(o.Addrs, parsed.Addr)
		o.Username, o.Password = parsed.Username, parsed.Password
		o.TLSConfig, o.DB = parsed.TLSConfig, parsed.DB
	}
	if c.User != "" {
		o.Username = c.User
	}
	if c.Password != "" {
		o.Password = c.Password
	}
	return o, nil
}
