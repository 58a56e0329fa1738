package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"time"

	"foyer/controller/console"
)

// client talks to a venue that runs on this machine, by the address that its
// venue file names.
type client struct{ at string }

// clientFlags are the flags of a command that talks to a running venue.
func clientFlags(set *flag.FlagSet) func() (client, error) {
	file := set.String("venue", "venue.yaml", "the venue file, which says where its pages are")
	at := set.String("at", "", "where the pages are instead, such as 127.0.0.1:8080")
	return func() (client, error) {
		if *at != "" {
			return client{*at}, nil
		}
		c, problems, err := readConfig(*file)
		if err == nil {
			err = failed(problems)
		}
		return client{c.Listen}, err
	}
}

// ask sends one request, with a body if there is one, and reads the answer.
func (c client) ask(ctx context.Context, method, path string, body, out any) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(ctx, method, "http://"+c.at+path, bytes.NewReader(sent))
	if err != nil {
		return fmt.Errorf("the venue at %s: %w", c.at, err)
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return fmt.Errorf("no venue answers at %s. Is foyer run running there? %w", c.at, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return refusal(answer)
	}
	return json.NewDecoder(answer.Body).Decode(out)
}

// refusal is why the venue did not do it.
func refusal(answer *http.Response) error {
	told, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	var r console.Refused
	if json.Unmarshal(told, &r) == nil && r.Text != "" {
		return &r
	}
	return fmt.Errorf("the venue answered %s: %s", answer.Status, bytes.TrimSpace(told))
}

// words parses flags that may stand before, between and after the words of a
// command, and returns the words.
func words(set *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errMisused
		}
		if set.NArg() == 0 {
			return words, nil
		}
		words = append(words, set.Arg(0))
		args = set.Args()[1:]
	}
}
