package hue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/amimof/huego"

	"foyer/devices"
)

const (
	pairWait = 60 * time.Second
	pairEach = time.Second
	// us is what the bridge lists our key as.
	us = "foyer#venue"
	// linkButton is the bridge's error for a button that was not pressed.
	linkButton = 101
)

// Pair asks the bridge for a key until someone presses its link button, for a
// minute at most. say is told what the person at the bridge has to do, once at
// the start and then every ten seconds.
func Pair(ctx context.Context, url string, clock devices.Clock, say func(string)) (Paired, error) {
	if err := installed(); err != nil {
		return Paired{}, err
	}
	if !strings.Contains(url, "://") {
		return Paired{}, fmt.Errorf("hue: bridge %q: an address begins with http:// or https://", url)
	}
	met, err := learn(ctx, url)
	if err != nil {
		return Paired{}, fmt.Errorf("hue: pair with %s: %w", url, err)
	}
	end := clock.Now().Add(pairWait)
	for n := 0; ; n++ {
		got, err := ask(ctx, url, met)
		var refused *huego.APIError
		if !errors.As(err, &refused) || refused.Type != linkButton {
			return got, err
		}
		left := end.Sub(clock.Now())
		if left <= 0 {
			return Paired{}, fmt.Errorf("hue: pair with %s: nobody pressed the link button within a minute", url)
		}
		if n%10 == 0 {
			say(fmt.Sprintf("Press the round link button on the bridge at %s now (%d s left).", url, int(left.Seconds())))
		}
		if err := clock.Sleep(ctx, pairEach); err != nil {
			return Paired{}, fmt.Errorf("hue: pair with %s: %w", url, err)
		}
	}
}

// ask asks once. It uses a huego bridge without a user: with one, huego would
// ask at a wrong address.
func ask(ctx context.Context, url string, met Paired) (Paired, error) {
	ctx, cancel := request(ctx, met.Pin, 5*time.Second)
	defer cancel()
	b := huego.New(url, "")
	got, err := guarded(func() (*huego.Whitelist, error) { return b.CreateUserWithClientKeyContext(ctx, us) })
	if _, said := errors.AsType[*huego.APIError](err); err != nil && !said {
		// Old bridges know no client key, and huego then keeps the key from us.
		got, err = guarded(func() (*huego.Whitelist, error) {
			name, err := b.CreateUserContext(ctx, us)
			return &huego.Whitelist{Username: name}, err
		})
	}
	switch {
	case err != nil:
		return Paired{}, fmt.Errorf("hue: pair with %s: %w", url, bare(err))
	case got == nil || got.Username == "":
		return Paired{}, fmt.Errorf("hue: pair with %s: %w", url, &Broken{What: "no key"})
	}
	return Paired{Bridge: met.Bridge, Key: got.Username, Pin: met.Pin, ClientKey: got.ClientKey}.sound()
}

// guarded calls huego, which panics on replies that lack a field and takes
// "[]" for an answer with everything missing.
func guarded[T any](call func() (T, error)) (got T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Broken{What: fmt.Sprint(p)}
		}
	}()
	return call()
}
