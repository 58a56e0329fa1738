// Package accuracy scores the engine of beacons/locate on recorded radio with
// known truth, beside simple methods, and holds it against a baseline.
//
// It promises honest figures: one answer a second, no look-ahead, nothing
// learnt from a recording that is scored, and no number tuned to a data set. It
// never changes the engine, and it never writes but to its output and, when
// asked to, the baseline.
package accuracy

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

const usage = `usage: foyer-sim accuracy DIR... [--train DIR] [--baseline FILE [--update]] [--only METHOD]

Scores the engine on recordings laid out as in the project's data folder: each
DIR is that folder, or one data set of it (tetam, sal-rb, flat, esiiab,
espresense-capture). Radio maps are learnt from a part of the recordings and
the rest is scored; with --train they are learnt from the data folder named.

The figures: right answers; changes answered beyond the true ones, an hour;
median delay of true changes; true changes missed. The first 10 s of a
recording are not scored.

  --train DIR      learn from the recordings in DIR, score all of DIR...
  --baseline FILE  exit 1 when our engine is worse than FILE says
  --update         write our figures to FILE instead
  --only METHOD    only methods whose name holds METHOD, such as "ours"
`

// options are what the command line asked for.
type options struct {
	dirs            []string
	train, baseline string
	only            string
	update          bool
}

// Main is the command foyer-sim accuracy. It returns the exit code: 0 when all
// is well, 1 when a baseline is undercut, 2 when it could not score.
func Main(args []string, stdout io.Writer) int {
	o, err := parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(stdout, "%v\n\n%s", err, usage)
		return 2
	}
	if len(o.dirs) == 0 {
		_, _ = io.WriteString(stdout, usage)
		return 2
	}
	code, err := run(o, stdout)
	if err != nil {
		_, _ = fmt.Fprintln(stdout, err)
		return 2
	}
	return code
}

// parse reads flags before, between and after the folders.
func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.train, "train", "", "")
	flags.StringVar(&o.baseline, "baseline", "", "")
	flags.StringVar(&o.only, "only", "", "")
	flags.BoolVar(&o.update, "update", false, "")
	for {
		if err := flags.Parse(args); err != nil {
			return o, err
		}
		if flags.NArg() == 0 {
			return o, nil
		}
		o.dirs = append(o.dirs, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// run scores everything and compares.
func run(o options, stdout io.Writer) (int, error) {
	teachers, err := teachersIn(o.train)
	if err != nil {
		return 2, err
	}
	got := make(Baseline)
	for _, dir := range o.dirs {
		sites, err := Load(dir, o.train)
		if err != nil {
			return 2, err
		}
		for _, s := range sites {
			if err := scoreSite(s, teachers, o, got, stdout); err != nil {
				return 2, err
			}
		}
	}
	return compare(o, got, stdout)
}

// teachersIn loads the sites to learn from; nil without a folder.
func teachersIn(dir string) (map[string]*Site, error) {
	if dir == "" {
		return nil, nil
	}
	sites, err := Load(dir, "")
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Site)
	for i := range sites {
		out[sites[i].Name] = &sites[i]
	}
	return out, nil
}

// scoreSite prints one block for every kind of a site's recordings.
func scoreSite(s Site, teachers map[string]*Site, o options, got Baseline, stdout io.Writer) error {
	train := teachers[s.Name]
	if teachers != nil && train == nil {
		return fmt.Errorf("scoring %s: %s has nothing to learn it from", s.Name, o.train)
	}
	for _, kind := range s.Kinds() {
		row := s.Name + " " + kind
		_, _ = fmt.Fprintf(stdout, "%s: %s\n", row, split(s, kind, train))
		for _, m := range append(Baselines(), Ours()...) {
			if !strings.Contains(m.Name, o.only) {
				continue
			}
			score := Evaluate(s, kind, train, m)
			verdict := ""
			if m.Name == "ours" {
				got[row] = figuresOf(score)
				verdict = judge(row, score)
			}
			_, _ = fmt.Fprintf(stdout, "  %-16s %s%s\n", m.Name, score, verdict)
		}
	}
	return nil
}

// split says in a line what is learnt from and what is scored.
func split(s Site, kind string, train *Site) string {
	f := folds(s, kind, train)
	scored := 0
	for _, part := range f {
		scored += len(part.test)
	}
	if train != nil {
		return fmt.Sprintf("%d recordings scored, learnt from %d others", scored, len(f[0].train))
	}
	if len(f) < 2 {
		return fmt.Sprintf("%d recordings scored, nothing to learn from", scored)
	}
	return fmt.Sprintf("%d recordings or minutes scored in %d parts, each learnt from the other parts (%d recordings or minutes)",
		scored, len(f), len(f[0].train))
}
