// Foyer is a real-time personalization controller for event venues. This
// program joins the rooms of the house: it starts and stops every goroutine,
// and it is the only place that knows them all.
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

// command is one thing the program can be told on its command line.
type command struct {
	name, what string
	run        func(ctx context.Context, args []string, out io.Writer) error
}

func commands() []command {
	return []command{
		{"demo", "an evening on this machine: a crowd, a bridge and phones that do not exist", demoCommand},
		{"run", "run a venue", runCommand},
		{"check", "read a venue file and its rules, and show every mistake", checkCommand},
		{"test", "play the tests that stand beside the rules", testCommand},
		{"rehearse", "let a crowd that does not exist try the rules, in seconds", rehearseCommand},
		{"backtest", "try a draft of the rules on a recorded event", backtestCommand},
		{"rules", "versions of the rules: save, compare, publish, go back", rulesCommand},
		{"stop", "stop a rule, a channel or everything, at once", stopCommand},
		{"go", "let what was stopped go on", goCommand},
		{"webhooks", "what services outside were not told; send it again", webhooksCommand},
		{"pair", "get a key from a Hue bridge, by its round button", pairCommand},
		{"calibrate", "walk through the zones once, so that people are located better", calibrateCommand},
		{"why", "say why a rule acted for a person, or did not", whyCommand},
		{"link", "print the personal link of a person: their rewards, and why", linkCommand},
		{"draw", "draw the winners of a reward with a public seed", drawCommand},
		{"doctor", "look at everything a venue depends on, and say what to do", doctorCommand},
	}
}

const usage = `Foyer answers to where people are: lamps, the DJ's list and rewards, by your rules.

  foyer demo                          see an evening, with nothing installed
  foyer check --venue venue.yaml      find every mistake before the doors open
  foyer test --venue venue.yaml       play the tests beside your rules
  foyer run --venue venue.yaml        run the venue

Commands:
`

func main() {
	easeTimers()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(dispatch(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// dispatch runs one command and gives the exit code: 0 good, 1 not, 2 misused.
func dispatch(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(out)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return exit(c.run(ctx, args[1:], out), errs)
		}
	}
	fmt.Fprintf(errs, "foyer: there is no command %q\n\n", args[0])
	help(errs)
	return 2
}

func help(w io.Writer) {
	fmt.Fprint(w, usage)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.what)
	}
	fmt.Fprint(w, "\nfoyer COMMAND --help tells the rest.\n")
}

// errMisused marks an error of the command line, which was told already.
var errMisused = errors.New("misused")

// errFound says that problems were found and have been shown.
var errFound = errors.New("problems were found")

func exit(err error, errs io.Writer) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errMisused), errors.Is(err, errSick):
		return 2
	case errors.Is(err, errFound):
		return 1
	}
	fmt.Fprintln(errs, "foyer:", err)
	return 1
}

// flags makes the flag set of a command, whose help says what it is for.
func flags(name, synopsis string, out io.Writer) *flag.FlagSet {
	set := flag.NewFlagSet("foyer "+name, flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprintln(out, synopsis)
		fmt.Fprintln(out)
		set.PrintDefaults()
	}
	return set
}

// parseFlags reads the flags; what is left over must fit at most.
func parseFlags(set *flag.FlagSet, args []string, most int) error {
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errMisused
	}
	if set.NArg() > most {
		fmt.Fprintf(set.Output(), "%s: %q is one argument too many\n", set.Name(), set.Arg(most))
		return errMisused
	}
	return nil
}

func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
