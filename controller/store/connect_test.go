package store

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestAddressesChooseTheClient(t *testing.T) {
	for _, test := range []struct {
		name   string
		config Config
		want   string // type, address, user, password, database, TLS
	}{
		{"one address", Config{Redis: []string{"127.0.0.1:7000"}}, "single 127.0.0.1:7000"},
		{"a URL", Config{Redis: []string{"redis://ada:secret@127.0.0.1:7000/3"}}, "single 127.0.0.1:7000 ada:secret db3"},
		{"TLS", Config{Redis: []string{"rediss://127.0.0.1:7000"}}, "single 127.0.0.1:7000 tls"},
		{"a unix socket", Config{Redis: []string{"unix:///run/redis.sock"}}, "single /run/redis.sock"},
		{"own password", Config{Redis: []string{"redis://a:b@127.0.0.1:7000"}, User: "c", Password: "d"}, "single 127.0.0.1:7000 c:d"},
		{"Sentinel", Config{Redis: []string{"127.0.0.1:7000", "127.0.0.1:7001"}, Master: "expo"}, "single FailoverClient"},
		{"one Sentinel", Config{Redis: []string{"127.0.0.1:7000"}, Master: "expo"}, "single FailoverClient"},
		{"Cluster", Config{Redis: []string{"127.0.0.1:7000", "redis://:x@127.0.0.1:7001"}}, "cluster 127.0.0.1:7000,127.0.0.1:7001 :x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options, err := test.config.options()
			if err != nil {
				t.Fatal(err)
			}
			client := redis.NewUniversalClient(options)
			defer func() { _ = client.Close() }()
			if got := describe(client, options); got != test.want {
				t.Errorf("client for %v: got %q, want %q", test.config.Redis, got, test.want)
			}
		})
	}
}

func describe(c redis.UniversalClient, o *redis.UniversalOptions) string {
	var words []string
	switch c := c.(type) {
	case *redis.Client:
		words = append(words, "single", c.Options().Addr)
	case *redis.ClusterClient:
		words = append(words, "cluster", strings.Join(c.Options().Addrs, ","))
	}
	if o.Username != "" || o.Password != "" {
		words = append(words, o.Username+":"+o.Password)
	}
	if o.DB != 0 {
		words = append(words, "db"+string(rune('0'+o.DB)))
	}
	if o.TLSConfig != nil {
		words = append(words, "tls")
	}
	return strings.Join(words, " ")
}

func TestConfigIsRefusedInPlainWords(t *testing.T) {
	good := Config{Redis: []string{"127.0.0.1:1"}, Venue: "expo", Owner: "one"}
	for _, test := range []struct {
		name  string
		spoil func(*Config)
		want  string
	}{
		{"no venue", func(c *Config) { c.Venue = "" }, "venue"},
		{"braces", func(c *Config) { c.Venue = "a{b}" }, "braces"},
		{"no owner", func(c *Config) { c.Owner = "" }, "owner"},
		{"nowhere", func(c *Config) { c.Redis = nil }, "data directory"},
		{"unknown kind", func(c *Config) { c.Embedded = "disk" }, `"disk"`},
		{"bad URL", func(c *Config) { c.Redis = []string{"http://ada:secret@h"} }, "address 1 of 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := good
			test.spoil(&c)
			s, err := Open(t.Context(), c, testLog())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("open: got %v, %v; want an error with %q and no password", s, err, test.want)
			}
		})
	}
}

func TestEveryKindHasItsLine(t *testing.T) {
	if got := Trial.Line(); got != "Trial store: a power cut may lose up to 10 seconds." {
		t.Errorf("line of the trial store: got %q", got)
	}
	if Configured.Line() == "" || Child.Line() == "" {
		t.Error("a kind of store has no line")
	}
}
