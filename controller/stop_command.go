package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"foyer/controller/console"
)

const stopHelp = `foyer stop WHAT --venue venue.yaml
foyer go WHAT --venue venue.yaml

Stops something in a venue that runs, at once, or lets it go on: all, a rule
(rule:coffee-gift) or a channel (channel:push, lights, dj, rewards, staff or
webhook). What is stopped does not act; what was on its way waits. Lamps stay
as they are. A stop survives a restart. Without WHAT: what is stopped now.`

func stopCommand(ctx context.Context, args []string, out io.Writer) error {
	return stopOrGo(ctx, "stop", args, out)
}

func goCommand(ctx context.Context, args []string, out io.Writer) error {
	return stopOrGo(ctx, "go", args, out)
}

func stopOrGo(ctx context.Context, verb string, args []string, out io.Writer) error {
	set := flags(verb, stopHelp, out)
	connect := clientFlags(set)
	what, err := words(set, args)
	if err != nil {
		return err
	}
	c, err := connect()
	if err != nil {
		return err
	}
	var now struct {
		Stops []console.Stop `json:"stops"`
	}
	switch len(what) {
	case 0:
		err = c.ask(ctx, http.MethodGet, "/api/state", nil, &now)
	case 1:
		err = c.ask(ctx, http.MethodPost, "/api/stop", console.StopWish{What: what[0], On: verb == "stop", By: machineUser()}, &now)
	default:
		fmt.Fprintf(out, "foyer %s: %q is one word too many\n", verb, what[1])
		return errMisused
	}
	if err != nil {
		return err
	}
	for _, s := range now.Stops {
		fmt.Fprintf(out, "%s is stopped since %s, by %s\n", s.What, s.At.Format("15:04"), s.By)
	}
	if len(now.Stops) == 0 {
		fmt.Fprintln(out, "Nothing is stopped.")
	}
	return nil
}
