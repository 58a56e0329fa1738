package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// SaveVersion keeps what is known of a version of the rules under a name, such
// as "version:12" or "live".
func (s *Store) SaveVersion(ctx context.Context, name string, body []byte) error {
	if err := s.put(ctx, s.keys.versions, name, body); err != nil {
		return fmt.Errorf("store: save %s of the rules: %w", name, err)
	}
	return nil
}

// Versions hands everything that SaveVersion has kept to each, in no order. An
// error of each ends it.
func (s *Store) Versions(ctx context.Context, each func(name string, body []byte) error) error {
	err := s.scan(ctx, s.keys.versions, func(name, body string) error { return each(name, []byte(body)) })
	if err != nil {
		return fmt.Errorf("store: versions of the rules: %w", err)
	}
	return nil
}

// SaveText keeps a text under a name that is made of its content: the same
// text is kept once.
func (s *Store) SaveText(ctx context.Context, text []byte) (name string, err error) {
	name = TextName(text)
	if err := s.put(ctx, s.keys.texts, name, text); err != nil {
		return "", fmt.Errorf("store: save a text: %w", err)
	}
	return name, nil
}

// TextName is the name of a text.
func TextName(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Text gives back the text of a name.
func (s *Store) Text(ctx context.Context, name string) ([]byte, error) {
	text, err := s.client.HGet(ctx, s.keys.texts, name).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("store: there is no text %.12s", name)
	}
	if err != nil {
		return nil, fmt.Errorf("store: load a text: %w", err)
	}
	return text, nil
}
