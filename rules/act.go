package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"foyer/beacons"
)

// cause is the one occurrence that woke a rule.
type cause struct {
	at         time.Time
	occurrence string
	mention    Mention
	stamp      *Stamp
	zone       beacons.Zone // of the fact, when the person is no longer there
	facts      []string
}

// want is a rule that was woken, with the cause.
type want struct {
	rule  *Rule
	cause cause
}

// answer lets the rules act that were woken, the higher priority first.
func (a *answer) answer() {
	if len(a.wants) > 1 {
		slices.SortStableFunc(a.wants, func(x, y want) int { return y.rule.Priority - x.rule.Priority })
	}
	for i := 0; i < len(a.wants); i++ { // a label that is given wakes more
		a.act(a.wants[i].rule, a.wants[i].cause)
	}
	a.wants = a.wants[:0]
}

// wake is a rule's first look at an occurrence: it acts now, or waits.
func (a *answer) wake(r *Rule, c cause) {
	if r.Barred(a.p.Person) != "" {
		return
	}
	if r.Wait.none() {
		a.wants = append(a.wants, want{r, c})
		return
	}
	decision := a.decision(r, c)
	if refusal := cmp.Or(a.stopped(r, a.floor), a.refusal(r, c)); refusal != "" {
		decision.Outcome, decision.Because = Dropped, refusal
	} else {
		due := r.Wait.due(c.at, a.book.Calendar.Place)
		a.hold(WaitTimer, r, c, due)
		decision.Outcome, decision.Because = Held, "waits until "+a.day(due)
		if r.Wait.Or != nil {
			decision.Because += ", or until: " + r.Wait.Or.String()
		}
	}
	a.decisions = append(a.decisions, decision)
}

// hold keeps a cause until the clock shows due; then the rule is asked again.
func (a *answer) hold(kind TimerKind, r *Rule, c cause, due time.Time) {
	a.p.Timers = append(a.p.Timers, Timer{Kind: kind, Name: r.ID, Due: due, Since: c.at, Of: c.occurrence, Mention: c.mention, Stamp: c.stamp, Version: a.version, Meaning: a.meaningOf(r)})
}

// day is a moment as people at the event say it.
func (a *answer) day(t time.Time) string { return t.In(a.book.Calendar.Place).Format("Mon 15:04") }

// act asks every condition now, and answers.
func (a *answer) act(r *Rule, c cause) {
	decision := a.decision(r, c)
	decision.Outcome, decision.Because = a.judge(r, c, &decision)
	a.decisions = append(a.decisions, decision)
}

// judge lets the rule act, and says what it left out; or says why it must not.
func (a *answer) judge(r *Rule, c cause, decision *Decision) (outcome Outcome, because string) {
	if refusal := cmp.Or(a.stopped(r, a.floor), a.refusal(r, c)); refusal != "" {
		return Dropped, refusal
	}
	out := a.unable(r)
	if out.push == "" {
		if outcome, because = a.quiet(r, c); outcome == Held {
			return Held, because
		}
		out.push = cmp.Or(because, a.capped(r, PushChannel))
	}
	refusal := cmp.Or(out.needed(r, a.pools), a.capped(r, SongChannel))
	if refusal == "" && out.push == "" && a.heldOut(r) {
		// Now, and not before, is it known that they would have been told.
		if refusal = a.holdOut(r, c, *decision); refusal == "" {
			out.push = "held out: gets no push, so that its effect can be measured"
			refusal = out.needed(r, a.pools)
		}
	}
	if refusal != "" {
		return Dropped, refusal
	}
	if r.Mode.Kind == Shadow {
		return a.shadow(r, c, out, decision)
	}
	if refusal := a.answerWith(r, c, out, decision); refusal != "" {
		decision.Variant = ""
		return Dropped, refusal
	}
	a.p.did(r, r.Limit.per(c), a.now)
	a.reached(r, out)
	a.expose(r, out, decision.Variant)
	a.name(r)
	return Done, out.said(r)
}

func (a *answer) decision(r *Rule, c cause) Decision {
	return Decision{ID: r.ID + "|" + string(a.p.Person) + "|" + c.occurrence, Rule: r.ID, Person: a.p.Person, At: a.now, Facts: c.facts, Version: a.version}
}

// answerWith makes the effects of a rule; all that are not left out, or a reason
// why none.
func (a *answer) answerWith(r *Rule, c cause, out leftOut, decision *Decision) (refusal string) {
	return a.writer(r, c, out, decision).all(out)
}

// writer begins to write a decision, with the variant of what is told.
func (a *answer) writer(r *Rule, c cause, out leftOut, decision *Decision) *writer {
	if out.push == "" {
		decision.Variant = a.assigned(r.Experiment)
	}
	return &writer{a: a, rule: r, cause: c, decision: decision}
}

// all makes the effects of every step that is not left out, or says why none.
func (w *writer) all(out leftOut) (refusal string) {
	for step, then := range w.rule.Then {
		if out.why(&then) != "" {
			continue
		}
		if refusal := w.write(step, then); refusal != "" {
			w.takeBack()
			return refusal
		}
	}
	return ""
}

// writer makes the effects of one decision.
type writer struct {
	a        *answer
	rule     *Rule
	cause    cause
	decision *Decision
	pool     *Pool
	code     string
	queue    string // and the song that was put into it
	song     string
	rehearse bool // nothing is taken
}

func (w *writer) write(step int, then Then) (refusal string) {
	head := w.head(step, then)
	person := w.a.p.Person
	switch {
	case then.Reward != "":
		return w.reward(head, then.Reward)
	case then.Push != nil:
		w.push(head, then.Push)
	case then.DJ != nil && w.cause.mention.Blocked:
		return "the DJ does not play this song"
	case then.DJ != nil:
		w.queue, w.song = then.DJ.Queue, w.text(then.DJ.Song)
		w.decision.add("song", Song{
			Head: head, Queue: then.DJ.Queue, Person: person, Song: w.song,
			Taste: w.text(then.DJ.Taste), Weight: then.DJ.Weight, At: w.cause.at, To: w.cause.mention.To,
		})
	case len(then.Reply.Parts) > 0:
		w.decision.add("reply", Reply{Head: head, Person: person, To: w.cause.mention.To, Text: w.text(then.Reply), Queue: w.queue, Song: w.song})
	case len(then.Staff.Parts) > 0:
		w.decision.add("staff", Staff{Head: head, Text: w.text(then.Staff)})
	case then.Points != nil:
		w.points(head, then.Points)
	case then.Label != "":
		w.decision.Does = append(w.decision.Does, "label") // given when all is done
	case then.Publish != nil:
		w.decision.add("mqtt", Publish{Head: head, Topic: then.Publish.Topic, Body: []byte(w.text(then.Publish.Body)), Retain: then.Publish.Retain, Outside: then.Publish.Outside})
	case then.Webhook != nil:
		w.decision.add("webhook", w.webhook(head, then.Webhook))
	}
	return ""
}

func (w *writer) head(step int, then Then) Head {
	return Head{ID: w.decision.ID + "/" + strconv.Itoa(step), Why: Why{
		Rule: w.rule.ID, Line: then.Line, Person: w.a.p.Person, At: w.cause.at, Facts: w.cause.facts,
	}}
}

func (w *writer) reward(head Head, name string) (refusal string) {
	pool := w.a.pools[name]
	if pool == nil {
		return "there is no reward " + name
	}
	code, refusal, tell := w.take(pool)
	if refusal != "" {
		if tell && pool.EmptyStaff != "" {
			w.decision.add("staff", Staff{Head: head, Text: pool.EmptyStaff})
		}
		return refusal
	}
	w.pool, w.code = pool, code
	w.decision.add("reward", Reward{Head: head, Person: w.a.p.Person, Pool: name, Code: code})
	return ""
}

func (w *writer) push(head Head, then *PushThen) {
	push := Push{
		Head: head, Person: w.a.p.Person, Token: w.a.p.Phone(), Per: w.rule.Limit.per(w.cause),
		Expires: w.a.book.Calendar.Closes,
	}
	wording := then.of(w.decision.Variant)
	push.Title, push.Body = w.text(wording.Title), w.text(wording.Body)
	if then.Expires > 0 {
		push.Expires = w.a.now.Add(then.Expires)
	}
	push.Deadline = push.Expires
	if w.pool != nil {
		push.Pool, push.Code = w.pool.Name, w.code
		if w.pool.ReserveFor > 0 {
			push.Deadline = earlier(push.Deadline, w.a.now.Add(w.pool.ReserveFor))
		}
	}
	w.decision.add("push", push)
}

// take takes one of the pool for the person, unless it is a rehearsal.
func (w *writer) take(pool *Pool) (code, refusal string, tell bool) {
	if w.rehearse {
		refusal, tell = w.a.floor.Refuses(*pool, w.a.p.Person, w.a.now)
		return "", refusal, tell
	}
	return w.a.floor.Take(*pool, w.a.p.Person, w.a.now)
}

// tells says whether the rule tells its reward by a push.
func (r *Rule) tells() bool { return r.Uses(PushChannel) > 0 }

func earlier(a, b time.Time) time.Time {
	if !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}

// text fills a template in.
func (w *writer) text(t Template) string {
	return t.Fill(func(name string) string {
		switch name {
		case "reward.code":
			return w.code
		case "reward.name":
			if w.pool != nil {
				return w.pool.Name
			}
		case "reward.hand_out_at":
			if w.pool != nil {
				return w.pool.HandOutAt
			}
		case Position:
			return Position
		case "stamp.sponsor", "stamp.sponsor_name", "stamp.question", "stamp.zone":
			return w.cause.stamp.text(name)
		}
		if text, known := w.crowd(name); known {
			return text
		}
		if strings.HasPrefix(name, "mention.") {
			return w.cause.mention.text(name)
		}
		if game, is := strings.CutPrefix(name, "points."); is {
			return w.a.p.pointsText(game)
		}
		return w.a.p.text(name)
	})
}
