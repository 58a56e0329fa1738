package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// then is what the rule does.
func (e *english) then() string {
	var does []string
	for i := range e.rule.Then {
		does = append(does, e.step(&e.rule.Then[i]))
	}
	return allOf(does)
}

func (e *english) step(t *Then) string {
	switch {
	case t.Reward != "":
		return e.reward(t.Reward)
	case t.Push != nil && len(t.Push.Variants) > 0 && e.rule.Experiment != nil:
		names := e.rule.Experiment.Names()
		return fmt.Sprintf("send a push in one of %d wordings (%s), by lot", len(names), allOf(names))
	case t.Push != nil:
		return "send the push “" + t.Push.Title.text() + "”"
	case t.Light != nil:
		return e.light(t.Light)
	case t.DJ != nil && len(t.DJ.Song.Parts) > 0:
		return "put the song on the DJ's list"
	case t.DJ != nil:
		return "tell the DJ “" + t.DJ.Taste.text() + "”"
	case len(t.Reply.Parts) > 0:
		return "answer them “" + t.Reply.text() + "”"
	case len(t.Staff.Parts) > 0:
		return "tell the staff “" + t.Staff.text() + "”"
	case t.Points != nil:
		return "give " + strconv.Itoa(t.Points.Add) + " points in " + t.Points.Game
	case t.Label != "":
		return "name them a " + spaced(t.Label)
	case t.Publish != nil:
		return "say “" + t.Publish.Body.text() + "” on the broker under " + t.Publish.Topic
	case t.Webhook != nil:
		return "tell " + t.Webhook.To + " by a webhook"
	}
	return "do what line " + strconv.Itoa(t.Line) + " says"
}

func (e *english) reward(name string) string {
	pool := e.d.pools[name]
	if pool == nil {
		return "give one " + name
	}
	if pool.Draw != nil {
		return "let them take part in the draw of " + name
	}
	what := "code"
	if pool.Stock > 0 {
		what = "item"
	}
	var more []string
	all := max(pool.Stock, len(pool.Codes))
	if e.Left != nil {
		left, had := e.Left(name)
		more = append(more, fmt.Sprintf("%d of %d left", left, had))
	} else if all > 0 {
		more = append(more, fmt.Sprintf("of %d", all))
	}
	if pool.HandOutAt != "" {
		more = append(more, "handed out at "+pool.HandOutAt)
	}
	if len(more) == 0 {
		return "give one " + name + " " + what
	}
	return "give one " + name + " " + what + " (" + strings.Join(more, ", ") + ")"
}

func (e *english) light(l *LightThen) string {
	text := "let the lamps of " + e.zone(l.Zone) + " show the favourite colours of those who agreed, if they are three or more"
	if l.Every > 0 {
		text += ", at most once in " + Length(l.Every)
	}
	if l.EmptyAfter > 0 {
		text += "; when it is empty for " + Length(l.EmptyAfter) + ", the " + l.EmptyScene + " look"
	}
	return text
}

// text is a template as it was written.
func (t Template) text() string {
	return t.Fill(func(name string) string { return "{{" + strings.Trim(name, "{}") + "}}" })
}

// limits are how often it acts.
func (e *english) limits() (said []string) {
	if l := e.rule.Limit; l.PerPerson > 0 {
		text := "At most " + often(l.PerPerson) + " per person"
		if l.PerStamp {
			text += " and sponsor"
		}
		if l.Per > 0 {
			text += " in " + Length(l.Per)
		}
		said = append(said, text)
	}
	if total := e.rule.Limit.Total; total > 0 {
		said = append(said, "At most "+often(total)+" in all")
	}
	return said
}

// read is a cap as a part of a sentence.
func (c *Cap) read() string {
	what := map[Channel]string{PushChannel: " push", SongChannel: " line to the DJ"}[c.Channel]
	if c.AtMost > 1 {
		what = map[Channel]string{PushChannel: " pushes", SongChannel: " lines to the DJ"}[c.Channel]
	}
	if c.Per == 0 {
		return strconv.Itoa(c.AtMost) + what + " a day"
	}
	return strconv.Itoa(c.AtMost) + what + " in " + Length(c.Per)
}

func often(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}

// mode is how far the rule is in force, when it is not for everybody.
func (e *english) mode() (said []string) {
	switch m := e.rule.Mode; {
	case m.Kind == Off:
		said = append(said, "It is switched off")
	case m.Kind == Shadow:
		said = append(said, "It is a shadow: it decides and is recorded, and does nothing")
	case m.Share > 0:
		said = append(said, number(m.Share*100)+" % of people, by lot, are meant; for the others it does not wake")
	}
	return said
}

// policy is what holds for every rule that sends something.
func (e *english) policy() (said []string) {
	p := &e.Book.Policy
	tells := e.rule.tells()
	if tells && !p.Quiet.Hours.Always() {
		switch {
		case e.rule.Loud:
			said = append(said, "Goes out in the quiet hours too")
		case p.Quiet.Drop:
			said = append(said, "Dropped"+p.Quiet.Hours.between())
		default:
			said = append(said, "Held"+p.Quiet.Hours.between())
		}
	}
	var caps []string
	for i := range p.Caps {
		c := &p.Caps[i]
		if e.rule.Uses(c.Channel) > 0 {
			caps = append(caps, c.read())
		}
	}
	if len(caps) > 0 {
		said = append(said, "All rules together: at most "+allOf(caps))
	}
	if tells && p.Holdout.Share > 0 {
		said = append(said, fmt.Sprintf("%s %% of people, chosen by lot, never get it", number(p.Holdout.Share*100)))
	}
	return said
}
