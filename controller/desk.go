package main

import (
	"cmp"
	"context"
	"errors"
	"os/user"
	"slices"
	"strings"

	"foyer/controller/console"
	"foyer/rules"
	"foyer/rules/parse"
)

// desk is what the pages and the command line may do with the rules.
func (f *controller) desk() *console.Rules {
	return &console.Rules{
		List: f.rules.list, Show: f.rules.show, Diff: f.rules.compare,
		Check: func(source string) []parse.Problem { return f.rules.check([]byte(source)) },
		Save: func(ctx context.Context, s console.SaveRules) (console.RulesVersion, []parse.Problem, error) {
			e, problems, err := f.rules.save(ctx, cmp.Or(s.Author, pageAuthor), s.Message, []byte(s.Source))
			return f.rules.entry(e), problems, inWords(err)
		},
		Publish: func(ctx context.Context, p console.PublishRules) (console.RulesVersion, error) {
			switch p.Mode {
			case "", "live":
				return f.publisher(f.rules.publish)(ctx, p)
			case "shadow":
				return f.publisher(f.rules.shadow)(ctx, p)
			}
			return console.RulesVersion{}, &console.Refused{Text: "A version goes `live`, or is tried in `shadow`; `" + p.Mode + "` is neither."}
		},
		Rollback: f.publisher(f.rules.rollback),
		Stop: func(ctx context.Context, w console.StopWish) ([]console.Stop, error) {
			w.By = cmp.Or(w.By, pageAuthor)
			return f.stop(ctx, w)
		},
	}
}

// pageAuthor is who did something on a page that asks for no name.
const pageAuthor = "page"

// machineUser is who did something on a command line.
func machineUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "command line"
}

// publisher makes the pages' words ours.
func (f *controller) publisher(do func(context.Context, wish) (*inForce, error)) func(context.Context, console.PublishRules) (console.RulesVersion, error) {
	return func(ctx context.Context, p console.PublishRules) (console.RulesVersion, error) {
		w := wish{version: p.Version, by: cmp.Or(p.By, pageAuthor), waits: map[string]rules.WaitChoice{}}
		for rule, choice := range p.Waits {
			w.waits[rule] = rules.WaitChoice(choice)
		}
		live, err := do(ctx, w)
		if err != nil {
			return console.RulesVersion{}, inWords(err)
		}
		if p.Mode == "shadow" && p.Version != 0 {
			return f.rules.entry(p.Version), nil
		}
		return f.rules.entry(live.Version), nil
	}
}

// inWords is an error as the pages show it.
func inWords(err error) error {
	if m, is := errors.AsType[*mistaken](err); is {
		return &console.Refused{Text: m.Error(), Problems: m.problems}
	}
	if u, is := errors.AsType[*unanswered](err); is {
		refused := &console.Refused{Text: u.Error()}
		for _, q := range u.open {
			refused.Waiting = append(refused.Waiting, console.Waiting{Rule: q.Rule, Title: q.Title, People: q.Waiting, Choices: choicesOf(q)})
		}
		return refused
	}
	if r, is := errors.AsType[*refused](err); is {
		return &console.Refused{Text: r.Error()}
	}
	return err
}

func choicesOf(q rules.Question) (choices []string) {
	if q.CanKeep {
		choices = append(choices, string(rules.KeepWaits))
	}
	if !q.Gone {
		choices = append(choices, string(rules.MoveWaits))
	}
	return append(choices, string(rules.CancelWaits))
}

// list is all versions, newest first.
func (b *rulebook) list() console.RulesList {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := console.RulesList{Live: b.shelf.live, File: b.name, Versions: []console.RulesVersion{}}
	if source, _, err := b.shelf.texts(context.Background(), &b.shelf.editions[b.shelf.live-1]); err == nil {
		all.Source = string(source)
	}
	if wrong := b.wrong.Load(); wrong != nil {
		all.Wrong = *wrong
	}
	for _, r := range b.now.Load().book.Rules {
		all.Rules = append(all.Rules, console.RuleName{ID: r.ID, Title: r.Title})
	}
	for _, c := range rules.Channels() {
		all.Channels = append(all.Channels, string(c))
	}
	for _, e := range slices.Backward(b.shelf.editions) {
		all.Versions = append(all.Versions, b.shown(&e))
	}
	return all
}

// entry is one edition as it is listed.
func (b *rulebook) entry(number int) console.RulesVersion {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, err := b.shelf.find(number)
	if err != nil {
		return console.RulesVersion{}
	}
	return b.shown(e)
}

// shown is an edition for the pages.
func (b *rulebook) shown(e *edition) console.RulesVersion {
	place := b.now.Load().place()
	v := console.RulesVersion{
		Number: e.Number, Author: e.Author, Message: e.Message, At: e.At.In(place), State: b.shelf.state(e),
		Errors: e.Errors, Warnings: e.Warnings, From: e.From, Tests: e.Tests, Otherwise: e.Otherwise,
	}
	if p, lived := b.shelf.lived[e.Number]; lived {
		v.Published = p.At.In(place)
	}
	if v.State == "shadow" {
		v.Would = b.would(e.Number)
	}
	return v
}

// would is how often each rule of the shadow would have acted.
func (b *rulebook) would(version int) []console.Would {
	said := []console.Would{}
	for _, r := range b.now.Load().beside.Rules {
		if rule, its := strings.CutSuffix(r.ID, shadowID(version)("")); its {
			said = append(said, console.Would{Rule: rule, Title: r.Title, Times: b.acted(rules.ShadowOf(r.ID)), Live: b.acted(rule)})
		}
	}
	return said
}

// show is one edition with its source.
func (b *rulebook) show(ctx context.Context, number int) (console.RulesVersion, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, err := b.shelf.find(number)
	if err != nil {
		return console.RulesVersion{}, inWords(err)
	}
	source, _, err := b.shelf.texts(ctx, e)
	shown := b.shown(e)
	shown.Source = string(source)
	return shown, err
}

// compare shows what one version has and another has not.
func (b *rulebook) compare(ctx context.Context, from, to int) ([]console.DiffLine, error) {
	old, err := b.show(ctx, from)
	if err != nil {
		return nil, err
	}
	next, err := b.show(ctx, to)
	if err != nil {
		return nil, err
	}
	return diff(old.Source, next.Source), nil
}
