package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"foyer/controller/console"
)

const drawHelp = `foyer draw --venue venue.yaml NAME --seed "the value"

Draws the winners of a reward of kind draw, once its entry is closed and its
list was shown. The seed is a value that nobody could know before and everybody
can look up now; the first one stands. It prints who won, by registration: keep
that to yourself, the page shows only their lines. The same seed again prints
the same. Foyer must be running, on this machine.`

func drawCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("draw", drawHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	seed := set.String("seed", "", "the public value, exactly as its source shows it")
	if err := parseFlags(set, args, len(args)); err != nil {
		return err
	}
	name := set.Arg(0)
	if set.NArg() > 1 { // what stands behind the name
		if err := parseFlags(set, set.Args()[1:], 0); err != nil {
			return err
		}
	}
	if name == "" || *seed == "" {
		fmt.Fprintln(out, "foyer draw: say which reward is drawn and with which --seed")
		return errMisused
	}
	c, problems, err := readConfig(*file)
	if err = errors.Join(err, failed(problems)); err != nil {
		return err
	}
	answer, err := postSeed(ctx, c.Listen, console.Seed{Draw: name, Seed: *seed})
	if err != nil {
		return err
	}
	showDrawn(out, answer)
	if answer.Status != http.StatusOK {
		return errFound
	}
	return nil
}

// postSeed tells the running controller, which listens on this machine.
func postSeed(ctx context.Context, listen string, in console.Seed) (answer console.Answer, err error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return answer, fmt.Errorf("listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	body, _ := json.Marshal(in) // two texts: it always encodes
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+net.JoinHostPort(host, port)+"/api/draw", bytes.NewReader(body))
	if err != nil {
		return answer, fmt.Errorf("draw: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer, fmt.Errorf("draw: foyer run must be running here: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return answer, fmt.Errorf("draw: %w", err)
	}
	if json.Unmarshal(text, &answer) != nil {
		return answer, fmt.Errorf("draw: it answered: %s", strings.TrimSpace(string(text)))
	}
	answer.Status = response.StatusCode
	return answer, nil
}

// showDrawn prints who won. Who has gone since is shown as their line alone.
func showDrawn(out io.Writer, a console.Answer) {
	fmt.Fprintln(out, a.Text)
	for _, part := range []struct {
		word   string
		places []console.Place
	}{{"won", a.Winners}, {"reserve", a.Reserves}} {
		for _, p := range part.places {
			fmt.Fprintf(out, "%3d  %-7s  %-20s  %s\n", p.Place, part.word, cmp.Or(string(p.Person), "(nobody we know)"), p.Line)
		}
	}
}
