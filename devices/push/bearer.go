package push

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sideshow/apns2/token"
)

// Apple takes a provider token for 60 minutes, and a new one every 20.
const (
	bearerAge   = 40 * time.Minute // older ones are renewed before use
	bearerPause = 20 * time.Minute
)

var errTooSoon = errors.New("the provider token is younger than 20 minutes")

// bearer is the provider token. apns2 would renew it by itself, without
// telling when that fails and without keeping it; renewed here in time, it
// never does.
type bearer struct {
	token *token.Token
	store Store
	name  string // of the blob; another key has another
	log   *slog.Logger
	turn  chan struct{} // one at a time, and no one waits longer than its ctx

	loaded bool
}

func newBearer(t *token.Token, store Store, log *slog.Logger) *bearer {
	b := &bearer{token: t, store: store, log: log, turn: make(chan struct{}, 1)}
	public := append(t.AuthKey.X.Bytes(), t.AuthKey.Y.Bytes()...)
	b.name = fmt.Sprintf("apns-bearer-%x", sha256.Sum256(fmt.Append(public, t.TeamID, t.KeyID)))[:28]
	return b
}

// saved is a provider token as the store keeps it.
type saved struct {
	Bearer   string `json:"bearer"`
	IssuedAt int64  `json:"iat"` // Unix seconds
}

// ready makes sure that there is a provider token with some time left, and
// returns it.
func (b *bearer) ready(ctx context.Context, now time.Time) (string, error) {
	if err := b.enter(ctx); err != nil {
		return "", err
	}
	defer b.leave()
	if err := b.load(ctx); err != nil {
		return "", err
	}
	if b.age(now) >= bearerAge {
		if err := b.mint(ctx); err != nil {
			return "", err
		}
	}
	return b.token.Bearer, nil
}

// renew makes a new provider token, unless someone did since used was in use,
// or Apple would mind.
func (b *bearer) renew(ctx context.Context, used string, now time.Time) error {
	if err := b.enter(ctx); err != nil {
		return err
	}
	defer b.leave()
	switch {
	case b.token.Bearer != used:
		return nil
	case b.age(now) < bearerPause:
		return errTooSoon
	}
	return b.mint(ctx)
}

func (b *bearer) enter(ctx context.Context) error {
	select {
	case b.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *bearer) leave() { <-b.turn }

func (b *bearer) age(now time.Time) time.Duration {
	return now.Sub(time.Unix(b.token.IssuedAt, 0))
}

// load takes what an earlier process left, once. A store that does not answer
// is an error: guessing would mint, and a second mint locks us out.
func (b *bearer) load(ctx context.Context) error {
	if b.loaded || b.store == nil {
		return nil
	}
	blob, err := b.store.LoadBlob(ctx, b.name)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	b.loaded = true
	var s saved
	if json.Unmarshal(blob, &s) == nil && s.Bearer != "" { // anything else is as good as nothing
		b.put(s)
	}
	return nil
}

// mint signs a new provider token and saves it.
func (b *bearer) mint(ctx context.Context) error {
	fresh := token.Token{AuthKey: b.token.AuthKey, KeyID: b.token.KeyID, TeamID: b.token.TeamID}
	if _, err := fresh.Generate(); err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	s := saved{Bearer: fresh.Bearer, IssuedAt: fresh.IssuedAt}
	b.put(s)
	if b.store == nil {
		return nil
	}
	blob, err := json.Marshal(s)
	if err == nil {
		err = b.store.SaveBlob(ctx, b.name, blob)
	}
	if err != nil {
		b.log.WarnContext(ctx, "the provider token is not kept: a restart within 20 minutes will be refused", "cause", err)
	}
	return nil
}

// put sets the token under the lock that apns2 reads it with.
func (b *bearer) put(s saved) {
	b.token.Lock()
	defer b.token.Unlock()
	b.token.Bearer, b.token.IssuedAt = s.Bearer, s.IssuedAt
}
