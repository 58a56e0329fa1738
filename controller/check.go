package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"

	"foyer/controller/people"
	"foyer/controller/venue"
	"foyer/rules"
	"foyer/rules/parse"
)

const checkHelp = `foyer check --venue venue.yaml [rules.yaml]

Reads the venue file, the rules (those it names, or those given) and the
registrations, and shows every mistake with its place. It changes nothing and
starts nothing. With --read it says each rule in plain English, as it was
understood. Exit code 0: no mistakes; 1: some.`

func checkCommand(_ context.Context, args []string, out io.Writer) error {
	set := flags("check", checkHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	aloud := set.Bool("read", false, "say each rule in plain English")
	if err := parseFlags(set, args, 1); err != nil {
		return err
	}
	c, problems, err := readConfig(*file)
	if err != nil {
		return err
	}
	failed := show(out, *file, problems)
	if parse.Failed(problems) {
		return errFound
	}
	rulesFile := c.path(c.Rules)
	if set.NArg() == 1 {
		rulesFile = set.Arg(0)
	}
	book, found, err := readRules(c, rulesFile)
	if err != nil {
		return err
	}
	failed = show(out, rulesFile, found) || failed
	tellRefused(out, book)
	if *aloud && book != nil {
		readAloud(out, book, c.plan())
	}
	enrolled, err := checkPeople(c, out)
	if err != nil {
		return err
	}
	if err := checkMap(c, out); err != nil {
		return err
	}
	if err := checkSongs(c, out); err != nil {
		return err
	}
	if failed {
		return errFound
	}
	for _, lacking := range c.lackingKeys() {
		fmt.Fprintf(out, "%s: %s\n", *file, lacking)
	}
	fmt.Fprintf(out, "%s: %d zones, %d anchors, %d %s, %d people. No mistakes.\n", c.Venue, len(c.Zones), len(c.Anchors),
		len(book.Rules), plural("rule", uint64(len(book.Rules))), len(enrolled))
	foresee(book, enrolled, out)
	if len(book.Tests) > 0 {
		fmt.Fprintf(out, "%d tests stand beside the rules; foyer test plays them.\n", len(book.Tests))
	}
	return nil
}

// tellRefused says which rules the mistakes keep out, and that the others stand.
func tellRefused(out io.Writer, book *rules.Book) {
	if book == nil || len(book.Refused) == 0 {
		return
	}
	for _, r := range book.Refused {
		why := "it holds a mistake"
		if r.Because != "" {
			why = "it stands on `" + r.Because + "`, which holds a mistake"
		}
		fmt.Fprintf(out, "The rule `%s` is refused: %s.\n", cmp.Or(r.ID, r.Title), why)
	}
	switch well := len(book.Rules); well {
	case 0:
		fmt.Fprintln(out, "No other rule is left.")
	case 1:
		fmt.Fprintln(out, "The other rule is well.")
	default:
		fmt.Fprintf(out, "The other %d rules are well.\n", well)
	}
}

// show prints problems with the lines they are in; true if one is an error.
func show(out io.Writer, file string, problems []parse.Problem) bool {
	source, _ := os.ReadFile(file) // it was read a moment ago; without it the picture is missing
	for _, p := range problems {
		parse.Show(out, source, p)
	}
	return parse.Failed(problems)
}

// readRules reads a rules file against the venue's plan.
func readRules(c config, file string) (*rules.Book, []parse.Problem, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("rules file: %w", err)
	}
	book, problems := parse.Rules(file, source, c.plan(), func(name string) ([]byte, error) {
		return os.ReadFile(beside(file, name))
	})
	return book, problems, nil
}

// checkMap refuses a radio map that cannot be meant, and says which anchors it
// does not know: a gateway may have been replaced since.
func checkMap(c config, out io.Writer) error {
	m, err := readMap(c)
	if err != nil || len(m.Spots) == 0 {
		return err
	}
	unmapped, gone := strayAnchors(m, c.plan())
	for _, a := range unmapped {
		fmt.Fprintf(out, "%s: it does not know the anchor %s, which says nothing until its zone is calibrated again\n", c.path(c.Plan.RadioMap), a)
	}
	for _, a := range gone {
		fmt.Fprintf(out, "%s: it knows an anchor %s that is not on the plan\n", c.path(c.Plan.RadioMap), a)
	}
	return nil
}

// checkSongs shows the rows of the DJs' catalogues that cannot be taken; the
// others are.
func checkSongs(c config, out io.Writer) error {
	all, problems, err := c.catalogue()
	for _, p := range problems {
		fmt.Fprintln(out, p)
	}
	if all != nil {
		fmt.Fprintf(out, "%s: the DJs' catalogues have %d songs\n", c.Venue, len(all.Tracks()))
	}
	return err
}

// checkPeople shows the rows of the registrations that cannot be taken. They
// are no reason to fail: the other rows are.
func checkPeople(c config, out io.Writer) ([]venue.Enrolment, error) {
	if c.People.Registrations == "" {
		return nil, nil
	}
	name := c.path(c.People.Registrations)
	list, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("registrations: %w", err)
	}
	enrolled, problems, err := people.Read(bytes.NewReader(list))
	for _, p := range problems {
		fmt.Fprintf(out, "%s:%d: %s\n", name, p.Line, p.Reason)
	}
	return enrolled, err
}
