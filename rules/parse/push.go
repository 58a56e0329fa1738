package parse

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"foyer/rules"
	"foyer/rules/experiment"
)

// titleShown is how many characters of a title most phones show; payload is
// how many bytes one push may have, and around what we need beside the texts.
const (
	titleShown = 50
	payload    = 4096
	around     = 256
)

func (b *builder) push(in *Located[pushPart], at setting) *rules.PushThen {
	p := &in.Value
	title, titles := b.texts(&p.Title, "title", in.At, at)
	body, bodies := b.texts(&p.Body, "body", in.At, at)
	out := &rules.PushThen{Title: title.Template, Body: body.Template, Expires: p.Expires.Value}
	if p.Expires.Good() && out.Expires == 0 {
		b.say(p.Expires.At, "wrong-value", "`expires` is longer than nothing.", hint("Write a time such as 30m, or remove the line."))
	}
	if titles == nil && bodies == nil || at.experiment == nil {
		b.sized(title, body)
		return out
	}
	out.Variants = map[experiment.Variant]rules.Wording{}
	for _, arm := range at.experiment.Arms {
		own, words := title, body
		if titles != nil {
			own = titles[arm.Variant]
		}
		if bodies != nil {
			words = bodies[arm.Variant]
		}
		b.sized(own, words)
		out.Variants[arm.Variant] = rules.Wording{Title: own.Template, Body: words.Template}
	}
	return out
}

// sized checks that a phone can show a push.
func (b *builder) sized(title, body said) {
	if shown := characters(title.Template); shown > titleShown {
		b.warn(title.at, "long-title", fmt.Sprintf("This title has %d characters; most phones cut it after %d.", shown, titleShown))
	}
	b.payload(title, body)
}

// characters counts the text of a template, without its names.
func characters(t rules.Template) int {
	n := 0
	for i := 0; i < len(t.Parts); i += 2 {
		n += utf8.RuneCountInString(t.Parts[i])
	}
	return n
}

// payload checks a push against the size the push service takes.
func (b *builder) payload(title, body said) {
	if body.at.Line == 0 {
		return
	}
	fixed, names := around, 0
	for _, t := range []rules.Template{title.Template, body.Template} {
		for i, part := range t.Parts {
			if i%2 == 0 {
				fixed += encoded(part)
			} else {
				names += longestOf(part)
			}
		}
	}
	switch {
	case fixed > payload:
		b.say(body.at, "long-body", fmt.Sprintf("This push has %d bytes; a phone takes at most %d.", fixed, payload), hint("Shorten the text."))
	case fixed+names > payload:
		b.warn(body.at, "long-body", fmt.Sprintf("This push may exceed the %d bytes that a phone takes, once its names are filled in.", payload))
	}
}

// encoded is how many bytes a text has on its way.
func encoded(text string) int {
	b, err := json.Marshal(text)
	if err != nil {
		return len(text)
	}
	return len(b)
}

// longestOf guesses how many bytes a name can become.
func longestOf(called string) int {
	if called == "mention.song" {
		return 512
	}
	return 128
}
