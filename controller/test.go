package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"foyer/controller/trial"
)

const testHelp = `foyer test --venue venue.yaml [rules.yaml]

Plays the tests that stand beside the rules (those the venue file names, or
those given), and shows for each whether the rules did what it expects; where
they did not, what they did instead, and why. It changes nothing and starts
nothing. Exit code 0: all went well; 1: some did not.`

func testCommand(_ context.Context, args []string, out io.Writer) error {
	set := flags("test", testHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	if err := parseFlags(set, args, 1); err != nil {
		return err
	}
	c, book, err := readDraft(*file, set.Arg(0), out)
	if err != nil {
		return err
	}
	if len(book.Tests) == 0 {
		return errors.New("there is no test in " + book.File + ": write some under `tests:`")
	}
	return tellTests(out, book.File, trial.All(c.plan(), book))
}

// tellTests prints one line for each test, and below it what went otherwise.
func tellTests(out io.Writer, file string, results []trial.Result) error {
	failed := 0
	for _, r := range results {
		verdict := "ok    "
		if len(r.Misses) > 0 {
			verdict = "not ok"
			failed++
		}
		fmt.Fprintf(out, "%s  %s\n", verdict, r.Test.Name)
		for _, m := range r.Misses {
			tellMiss(out, file, m)
		}
	}
	if failed > 0 {
		fmt.Fprintf(out, "%d of %d tests went otherwise.\n", failed, len(results))
		return errFound
	}
	fmt.Fprintf(out, "All is as expected: %d of %[1]d.\n", len(results))
	return nil
}

func tellMiss(out io.Writer, file string, m trial.Miss) {
	const margin = "          "
	fmt.Fprintf(out, "%s%s:%d:%d\n", margin, file, m.Line, m.Column)
	fmt.Fprintf(out, "%sexpected  %s\n", margin, m.Expected)
	fmt.Fprintf(out, "%sinstead   %s\n", margin, strings.Join(m.Instead, "\n"+margin+"          "))
	if m.Why != "" {
		fmt.Fprintf(out, "%swhy       %s\n", margin, m.Why)
	}
}
