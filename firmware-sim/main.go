// Command foyer-sim stands in for everything at a venue that is not the
// controller: people with badges and phones, gateways, recorded radio, and load.
//
//	foyer-sim crowd     a seeded crowd lives its two days at the venue
//	foyer-sim replay    recorded data, published as its producer would have
//	foyer-sim load      sightings at a fixed rate, and how fast they are answered
//	foyer-sim accuracy  how well people are located, on recorded radio
//
// It speaks MQTT like the real ones and shares no type with the controller but
// those of package beacons.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"foyer/firmware-sim/accuracy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const usage = `foyer-sim stands in for the badges, phones and gateways of a venue.

  foyer-sim crowd    a seeded crowd lives its two days at the venue
  foyer-sim replay   recorded data, published as its producer would have
  foyer-sim load     sightings at a fixed rate, and how fast they are answered
  foyer-sim accuracy how well people are located, on recorded radio

Each command tells its flags with --help. To see something happen, start a
broker and a controller, and then:

  foyer-sim crowd --broker mqtt://127.0.0.1:1883 --venue pier-west --speed 60
`

// command runs one command and returns the exit code: 0 done, 1 went wrong,
// 2 not understood.
func command(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		_, _ = io.WriteString(errs, usage)
		return 2
	}
	switch args[0] {
	case "crowd":
		return run(ctx, crowdCommand, args[1:], out, errs)
	case "replay":
		return run(ctx, replayCommand, args[1:], out, errs)
	case "load":
		return run(ctx, loadCommand, args[1:], out, errs)
	case "accuracy":
		return accuracy.Main(args[1:], out)
	case "help", "-h", "-help", "--help":
		_, _ = io.WriteString(out, usage)
		return 0
	}
	_, _ = fmt.Fprintf(errs, "foyer-sim: there is no command %q\n\n%s", args[0], usage)
	return 2
}

// errUsage says that the arguments make no sense; the flag set has told why.
var errUsage = errors.New("usage")

type commandFunc func(ctx context.Context, args []string, out, errs io.Writer) error

func run(ctx context.Context, do commandFunc, args []string, out, errs io.Writer) int {
	switch err := do(ctx, args, out, errs); {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	default:
		_, _ = fmt.Fprintf(errs, "foyer-sim: %v\n", err)
		return 1
	}
}
