package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"

	"foyer/controller/console"
)

const webhooksHelp = `foyer webhooks --venue venue.yaml
foyer webhooks again WHAT --venue venue.yaml
foyer webhooks try HOOK --venue venue.yaml

Shows the services that a running venue tells, and what they could not be told:
a webhook is tried for a day, then given up and kept for a week. again sends
what was given up once more: all, all to one service, or one by its id. A
service that asked to be left alone is asked again then. try tells a service
now that this is a test, and shows what it answers.`

func webhooksCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("webhooks", webhooksHelp, out)
	connect := clientFlags(set)
	what, err := words(set, args)
	if err != nil {
		return err
	}
	c, err := connect()
	switch {
	case err != nil:
		return err
	case len(what) == 0:
		return listWebhooks(ctx, c, out)
	case len(what) == 2 && what[0] == "again":
		var done struct{ Again int }
		if err := c.ask(ctx, http.MethodPost, "/api/webhooks/again", console.WebhookWish{What: what[1]}, &done); err != nil {
			return err
		}
		fmt.Fprintf(out, "%d on the way again.\n", done.Again)
		return nil
	case len(what) == 2 && what[0] == "try":
		var done struct{ Said string }
		if err := c.ask(ctx, http.MethodPost, "/api/webhooks/try", console.WebhookWish{What: what[1]}, &done); err != nil {
			return err
		}
		fmt.Fprintln(out, done.Said)
		return nil
	}
	fmt.Fprintln(out, "foyer webhooks: write nothing more, or `again all`, `again ID`, `try HOOK`")
	return errMisused
}

func listWebhooks(ctx context.Context, c client, out io.Writer) error {
	var l console.WebhookList
	if err := c.ask(ctx, http.MethodGet, "/api/webhooks", nil, &l); err != nil {
		return err
	}
	if len(l.Hooks) == 0 {
		fmt.Fprintln(out, "This venue has no webhooks.")
	}
	for _, h := range l.Hooks {
		fmt.Fprintf(out, "%s  %s: %d told, %d on their way. %s\n", h.ID, h.Host, h.Accepted, h.Waiting, h.Problem)
	}
	if len(l.Lost) == 0 {
		fmt.Fprintln(out, "Nothing was given up.")
		return nil
	}
	fmt.Fprintln(out, "Given up:")
	for _, w := range l.Lost {
		again := ""
		if w.Again {
			again = " (on its way again)"
		}
		fmt.Fprintf(out, "  %s  to %s, of %s at %s: %s%s\n", w.ID[:min(len(w.ID), shortID)], w.Hook, cmp.Or(w.Rule, "staff"), w.At.Format("Mon 15:04"), w.Because, again)
	}
	if l.Dropped > 0 {
		fmt.Fprintf(out, "  and %d older ones, which were too many to keep\n", l.Dropped)
	}
	return nil
}
