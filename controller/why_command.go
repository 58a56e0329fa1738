package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
)

const whyHelp = `foyer why --venue venue.yaml PERSON RULE

Says why a rule acted for a person, or why not: each condition with its value,
each consent, limit, cap and wait, the visits behind it, and what would have to
change. PERSON is the id in the registrations, a badge or a phone; for a rule
about a zone, write - instead. It asks the controller that runs, and reads the
store itself when none does. It changes nothing. Exit code 1: nobody, or no
rule, is called so.`

func whyCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("why", whyHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	asJSON := set.Bool("json", false, "print JSON")
	if err := parseFlags(set, args, 2); err != nil {
		return err
	}
	if set.NArg() < 2 {
		fmt.Fprintln(out, "foyer why: name a person and a rule: foyer why p0001 coffee-gift")
		return errMisused
	}
	c, problems, err := readConfig(*file)
	if err = errors.Join(err, failed(problems)); err != nil {
		return err
	}
	answer, err := whyOf(ctx, c, set.Arg(0), set.Arg(1))
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(answer)
	}
	printWhy(out, answer)
	return nil
}

// whyOf asks the controller that runs, or else the store.
func whyOf(ctx context.Context, c config, person, rule string) (*console.Why, error) {
	answer, err := askController(ctx, c, person, rule)
	if !errors.Is(err, errNotRunning) {
		return answer, err
	}
	return askStore(ctx, c, person, rule)
}

var errNotRunning = errors.New("no controller runs")

// askController asks over the pages' own address.
func askController(ctx context.Context, c config, person, rule string) (*console.Why, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*answerPatience)
	defer cancel()
	at := "http://" + here(c.Listen)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/api/why?"+url.Values{"person": {person}, "rule": {rule}}.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, errNotRunning // the address of a request holds a person: it is in no message
	}
	defer func() { _ = reply.Body.Close() }()
	var answer struct {
		console.Why
		Error string `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(reply.Body, 16<<20)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("what answers at %s is not a controller of this version", at)
	}
	if reply.StatusCode != http.StatusOK {
		return nil, errors.New(answer.Error)
	}
	return &answer.Why, nil
}

// here is an address of this machine: pages that are open to all interfaces
// are asked over loopback.
func here(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return listen
}

// askStore makes a venue of what the store keeps, for one question.
func askStore(ctx context.Context, c config, person, rule string) (*console.Why, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*answerPatience)
	defer cancel()
	v, kept, err := openVenue(ctx, c)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		defer func() { _ = kept.Close() }() // it was only read
	}
	a := answerer{store: kept, plan: c.plan(), ask: func(_ context.Context, question func(time.Time, *venue.Venue)) error {
		question(time.Now(), v)
		return nil
	}}
	return a.why(ctx, person, rule)
}

// openVenue loads a venue to look at. What it decides on the way is let go
// nowhere and kept nowhere.
func openVenue(ctx context.Context, c config) (*venue.Venue, *store.Store, error) {
	log := slog.New(slog.DiscardHandler)
	book, found, err := readRules(c, c.path(c.Rules))
	if err = errors.Join(err, failed(found)); err != nil {
		return nil, nil, err
	}
	enrolled, err := loadPeople(c, log)
	if err != nil {
		return nil, nil, err
	}
	kept, state, err := peek(ctx, c, log)
	if err != nil {
		return nil, nil, err
	}
	v := venue.New(c.plan(), state)
	now := time.Now()
	v.Step(now, venue.Ruled{Book: book})
	v.Step(now, venue.Enrolled{People: enrolled})
	return v, kept, nil
}

// peek reads the store; nil = it has never kept anything.
func peek(ctx context.Context, c config, log *slog.Logger) (*store.Store, venue.State, error) {
	at := store.Config{
		Redis: c.Store.Redis.All(), Master: c.Store.Master, User: c.Store.User, Password: c.Store.Password, Dir: c.path(c.Data), Venue: c.Venue,
	}
	seen, err := store.Look(ctx, at)
	if err != nil || seen.Empty {
		return nil, venue.State{}, err
	}
	kept, err := store.Peek(ctx, at, log)
	if err != nil {
		return nil, venue.State{}, err
	}
	state, err := kept.Load(ctx)
	if err != nil {
		return nil, venue.State{}, errors.Join(err, kept.Close())
	}
	return kept, state, nil
}

// printWhy writes the answer for somebody who reads it in a terminal.
func printWhy(out io.Writer, a *console.Why) {
	who := string(a.Person)
	if a.Zone != "" {
		who = string(a.Zone)
	}
	fmt.Fprintf(out, "%s: %s\n%s, %s\n\n%s\n\n", a.Rule, a.Title, who, a.At.Format("Mon 2 Jan 15:04:05"), wrapped(a.Text, 98, ""))
	for _, c := range a.Checks {
		fmt.Fprintf(out, "  %-3s  %-9s  %s: %s\n", markOf(c), c.Gate, c.Asks, c.Because)
		if c.Would != "" && !c.Holds {
			fmt.Fprintf(out, "%18sit would, if %s\n", "", c.Would)
		}
	}
	if len(a.Decisions) > 0 {
		fmt.Fprintln(out, "\nWhat was decided, newest first")
	}
	for _, d := range a.Decisions {
		did := strings.Join(d.Does, ", ")
		if d.Because != "" {
			did = d.Because
		}
		fmt.Fprintf(out, "  %s  %-7s  %s\n", d.At.Format("Mon 15:04:05"), d.Outcome, did)
		if len(d.Facts) > 0 {
			fmt.Fprintf(out, "%25swoken by: %s\n", "", strings.Join(d.Facts, ", "))
		}
	}
	if len(a.Visits) > 0 {
		fmt.Fprintln(out, "\nVisits behind it, oldest first")
	}
	for _, v := range a.Visits {
		until := v.To.Format("15:04:05")
		if v.Open {
			until = "now     "
		}
		fmt.Fprintf(out, "  %s–%s  %-12s  %s\n", v.From.Format("Mon 15:04:05"), until, v.Zone, v.Because)
	}
}

func markOf(c console.Check) string {
	switch {
	case c.Open:
		return "?"
	case c.Holds:
		return "yes"
	}
	return "NO"
}
