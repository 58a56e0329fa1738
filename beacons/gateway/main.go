// Foyer-gateway is the program of a Raspberry Pi that hangs in a venue: it
// hears badges, and tells the controller over MQTT in wire format 1.
//
// It promises that what it has heard is numbered and kept, on disk when it must
// be, until the controller says that it is committed; that it goes on without a
// broker, a controller, a panel or a good clock; and that it says every fifteen
// seconds how it is. It never connects to a badge, and it never decides where
// anybody is.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stderr))
}

// run runs a gateway and gives the exit code: 0 good, 1 not, 2 misused.
func run(ctx context.Context, args []string, errs io.Writer) int {
	c, err := configure(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		return 2
	}
	log := slog.New(slog.NewTextHandler(errs, nil)).With("component", "gateway")
	g, err := build(c, log)
	if err == nil {
		err = g.Run(ctx)
	}
	if err != nil {
		log.ErrorContext(ctx, "the gateway ends", "err", err)
		return 1
	}
	return 0
}
