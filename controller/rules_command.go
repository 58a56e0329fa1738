package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"foyer/controller/console"
	"foyer/rules/parse"
)

const rulesHelp = `foyer rules WHAT --venue venue.yaml

Looks at the versions of the rules of a venue that runs, and changes which one
is live. No version is ever lost; going back makes a new one.

  foyer rules list                 every version: who, when, why, and its state
  foyer rules show N               the rules of version N
  foyer rules diff N M             what changed from N to M
  foyer rules save FILE -m WHY     save a file as a new version (it is not live yet)
  foyer rules publish N            put version N in force
  foyer rules shadow N             try version N beside the live one: it decides, and does nothing; 0 ends it
  foyer rules rollback N           put what version N says in force again

Where people wait for something that the version changes, publish and rollback
ask what becomes of them: --waits keep, move or cancel; or by rule, such as
--waits recovery-kit=keep,after-bar=move.`

// rulesWords are what the command line says of the rules.
type rulesWords struct {
	client  client
	words   []string
	message string
	waits   string
	out     io.Writer
}

func rulesCommand(ctx context.Context, args []string, out io.Writer) error {
	set := flags("rules", rulesHelp, out)
	connect := clientFlags(set)
	w := rulesWords{out: out}
	set.StringVar(&w.message, "m", "", "for save: what was changed, and why")
	set.StringVar(&w.waits, "waits", "", "for publish and rollback: what becomes of those who wait")
	var err error
	if w.words, err = words(set, args); err != nil {
		return err
	}
	if w.client, err = connect(); err != nil {
		return err
	}
	return w.run(ctx)
}

func (w *rulesWords) run(ctx context.Context) error {
	verb, rest := "list", w.words
	if len(rest) > 0 {
		verb, rest = rest[0], rest[1:]
	}
	switch {
	case verb == "list" && len(rest) == 0:
		return w.list(ctx)
	case verb == "show" && len(rest) == 1:
		return w.show(ctx, rest[0])
	case verb == "diff" && len(rest) == 2:
		return w.diff(ctx, rest[0], rest[1])
	case verb == "save" && len(rest) == 1:
		return w.save(ctx, rest[0])
	case verb == "shadow" && len(rest) == 1:
		return w.shadow(ctx, rest[0])
	case (verb == "publish" || verb == "rollback") && len(rest) == 1:
		return w.publish(ctx, verb, rest[0])
	}
	fmt.Fprintln(w.out, rulesHelp)
	return errMisused
}

func (w *rulesWords) list(ctx context.Context) error {
	var all console.RulesList
	if err := w.client.ask(ctx, http.MethodGet, "/api/rules", nil, &all); err != nil {
		return err
	}
	for _, v := range all.Versions {
		state := v.State
		if v.Errors > 0 {
			state += ", " + strconv.Itoa(v.Errors) + " mistakes"
		}
		if v.Otherwise > 0 {
			state += fmt.Sprintf(", %d of %d tests went otherwise", v.Otherwise, v.Tests)
		}
		fmt.Fprintf(w.out, "%5d  %-9s %s  %-12s %s\n", v.Number, state, v.At.Format("2006-01-02 15:04"), v.Author, v.Message)
		for _, d := range v.Would {
			fmt.Fprintf(w.out, "       would have acted %d times: %s (the live rule: %d)\n", d.Times, d.Rule, d.Live)
		}
	}
	if all.Wrong != "" {
		fmt.Fprintln(w.out, all.Wrong)
	}
	return nil
}

func (w *rulesWords) show(ctx context.Context, version string) error {
	var v console.RulesVersion
	if err := w.client.ask(ctx, http.MethodGet, "/api/rules/versions/"+version, nil, &v); err != nil {
		return err
	}
	fmt.Fprint(w.out, v.Source)
	return nil
}

func (w *rulesWords) diff(ctx context.Context, from, to string) error {
	var answer struct {
		Lines []console.DiffLine `json:"lines"`
	}
	if err := w.client.ask(ctx, http.MethodGet, "/api/rules/diff?from="+from+"&to="+to, nil, &answer); err != nil {
		return err
	}
	for i, l := range answer.Lines {
		if near(answer.Lines, i) {
			fmt.Fprintf(w.out, "%s%5s  %s\n", l.Op, strconv.Itoa(max(l.Old, l.New)), l.Text)
		}
	}
	return nil
}

// near tells whether a line has changed or is three lines from one that has.
func near(lines []console.DiffLine, i int) bool {
	for j := max(0, i-3); j <= min(len(lines)-1, i+3); j++ {
		if lines[j].Op != " " {
			return true
		}
	}
	return false
}

func (w *rulesWords) save(ctx context.Context, file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var answer struct {
		Version  console.RulesVersion `json:"version"`
		Problems []parse.Problem      `json:"problems"`
	}
	saved := console.SaveRules{Source: string(source), Author: machineUser(), Message: w.message}
	if err := w.client.ask(ctx, http.MethodPost, "/api/rules/versions", saved, &answer); err != nil {
		return err
	}
	for _, p := range answer.Problems {
		parse.Show(w.out, source, p)
	}
	fmt.Fprintf(w.out, "Saved as version %d (%s). It is not live: foyer rules publish %d.\n", answer.Version.Number, answer.Version.State, answer.Version.Number)
	return nil
}

// shadow tries a version beside the live one.
func (w *rulesWords) shadow(ctx context.Context, version string) error {
	n, err := strconv.Atoi(version)
	if err != nil {
		return fmt.Errorf("%q is not the number of a version", version)
	}
	err = w.client.ask(ctx, http.MethodPost, "/api/rules/publish", console.PublishRules{Version: n, By: machineUser(), Mode: "shadow"}, &struct{}{})
	switch refused, is := errors.AsType[*console.Refused](err); {
	case is:
		return w.refused(refused)
	case err == nil && n == 0:
		fmt.Fprintln(w.out, "Nothing is tried in shadow any more.")
	case err == nil:
		fmt.Fprintf(w.out, "Version %d is tried beside the live one. It sends nothing; foyer rules list shows what it would have done.\n", n)
	}
	return err
}

func (w *rulesWords) publish(ctx context.Context, verb, version string) error {
	n, err := strconv.Atoi(version)
	if err != nil {
		return fmt.Errorf("%q is not the number of a version", version)
	}
	waits, err := waitsOf(w.waits)
	if err != nil {
		return err
	}
	var answer struct {
		Version console.RulesVersion `json:"version"`
	}
	err = w.client.ask(ctx, http.MethodPost, "/api/rules/"+verb, console.PublishRules{Version: n, By: machineUser(), Waits: waits}, &answer)
	if refused, is := errors.AsType[*console.Refused](err); is {
		return w.refused(refused)
	}
	if err == nil {
		fmt.Fprintf(w.out, "Version %d is live.\n", answer.Version.Number)
	}
	return err
}

// refused says why a version did not go live, and what would do.
func (w *rulesWords) refused(r *console.Refused) error {
	fmt.Fprintln(w.out, r.Text)
	for _, p := range r.Problems {
		fmt.Fprintln(w.out, p)
	}
	for _, q := range r.Waiting {
		fmt.Fprintf(w.out, "  %s (%s): %d waiting. --waits %s=%s\n", q.Rule, q.Title, q.People, q.Rule, strings.Join(q.Choices, "|"))
	}
	return errFound
}

// waitsOf reads --waits.
func waitsOf(text string) (console.WaitsWish, error) {
	waits := console.WaitsWish{}
	if text == "" {
		return waits, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		rule, choice, one := strings.Cut(part, "=")
		if !one {
			rule, choice = "", part
		}
		if choice != "keep" && choice != "move" && choice != "cancel" {
			return nil, fmt.Errorf("--waits %s: write keep, move or cancel", cmp.Or(choice, part))
		}
		waits[rule] = choice
	}
	return waits, nil
}
