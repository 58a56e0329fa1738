package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"foyer/controller/history"
	"foyer/rules"
	"foyer/rules/parse"
)

const backtestHelp = `foyer backtest --against HISTORY --venue venue.yaml [rules.yaml]

Lives a recorded event again twice, by the rules that were in force and by a
draft (the file given, else the one the venue file names), and shows what would
have been different: how often each rule fires, who gains and who loses, how far
the rewards go, what caps and quiet hours hold back. HISTORY is a file that
foyer run wrote below the data folder, in history/, or that folder: then the
event goes on from one start of the program to the next. Nothing is sent, and
nothing is changed. Exit code 0: it was compared; 1: it could not be.`

func backtestCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("backtest", backtestHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	against := set.String("against", "", "the history: a file, or a folder of them")
	asJSON := set.Bool("json", false, "write JSON")
	withPeople := set.Bool("people", false, "name the ids of those who gain and lose")
	if err := parseFlags(set, args, 1); err != nil {
		return err
	}
	if *against == "" {
		fmt.Fprintln(out, "foyer backtest: which history? Write --against and a file of the data folder's history/.")
		return errMisused
	}
	c, book, err := readDraft(*file, set.Arg(0), out)
	if err != nil {
		return err
	}
	tape, err := readHistory(c, *against)
	if err != nil {
		return err
	}
	live, draft, err := liveTwice(ctx, tape, book)
	if err != nil {
		return err
	}
	return tellReport(out, history.Compare(tape, live, draft, *withPeople), *asJSON)
}

// readDraft reads a venue and the rules to try, and shows their mistakes.
func readDraft(file, rulesFile string, out io.Writer) (c config, _ *rules.Book, err error) {
	c, problems, err := readConfig(file)
	if err != nil {
		return c, nil, err
	}
	if show(out, file, problems) {
		return c, nil, errFound
	}
	if rulesFile == "" {
		rulesFile = c.path(c.Rules)
	}
	book, problems, err := readRules(c, rulesFile)
	if err != nil {
		return c, nil, err
	}
	if parse.Failed(problems) {
		show(out, rulesFile, problems)
		return c, nil, errFound
	}
	return c, book, nil
}

// readHistory reads a history, or all in a folder as one event.
func readHistory(c config, from string) (*history.Tape, error) {
	about, err := os.Stat(from)
	if err != nil {
		return nil, fmt.Errorf("there is no history %s: foyer run writes them into %s", from, historyFolder(c))
	}
	files := []string{from}
	if about.IsDir() {
		if files, err = historyFiles(from); err != nil || len(files) == 0 {
			return nil, fmt.Errorf("%s holds no history: they are files like 20260509T080000Z.jsonl", from)
		}
	}
	var parts []*history.Reader
	for _, file := range files {
		opened, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		defer func() { _ = opened.Close() }() // it was only read
		r, err := history.Open(opened, c.plan())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		if r.Venue != c.Venue {
			return nil, fmt.Errorf("%s is a history of the venue %q, and the venue file is of %q", filepath.Base(file), r.Venue, c.Venue)
		}
		parts = append(parts, r)
	}
	return history.Load(parts...)
}

// liveTwice lives a tape by the rules of the day and by a draft, side by side.
func liveTwice(ctx context.Context, tape *history.Tape, book *rules.Book) (live, draft *history.Tally, err error) {
	told := newTeller(os.Stderr, tape.Len())
	both, _ := errgroup.WithContext(ctx)
	both.Go(func() error { live = tape.Live(nil, func(int) {}); return ctx.Err() })
	both.Go(func() error { draft = tape.Live(history.Stock(book, nil), told.tell); return ctx.Err() })
	return live, draft, both.Wait()
}

func tellReport(out io.Writer, r history.Report, asJSON bool) error {
	if asJSON {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s\n", text)
		return err
	}
	printReport(out, &r)
	return nil
}
