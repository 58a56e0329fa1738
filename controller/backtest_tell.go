package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
)

// teller says on the terminal how far a long run has come.
type teller struct {
	out  io.Writer
	all  int
	last time.Time
}

func newTeller(out io.Writer, all int) *teller { return &teller{out: out, all: all, last: time.Now()} }

// tell says it every few seconds.
func (t *teller) tell(done int) {
	now := time.Now()
	if now.Sub(t.last) < 3*time.Second || t.all == 0 {
		return
	}
	t.last = now
	fmt.Fprintf(t.out, "%d %% lived again\n", 100*done/t.all)
}

// printReport says a report in words. With nothing to compare with, there is
// one column.
func printReport(out io.Writer, r *history.Report) {
	p := printer{out: out, r: r}
	p.say("%s, %s to %s, %s.", r.Venue, r.From.Format("Mon 2 Jan 15:04"), r.To.Format("Mon 2 Jan 15:04"), count(r.People, "person", "people"))
	p.rules()
	p.hours()
	p.gains()
	p.pools()
	p.refusals()
	p.pushes()
	p.say("\n%s", r.Limits)
}

type printer struct {
	out io.Writer
	r   *history.Report
}

func (p *printer) say(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

// both is a number now and by the draft.
func (p *printer) both(b history.Both) string {
	if !p.r.Compared {
		return fmt.Sprintf("%13d", b.Draft)
	}
	return fmt.Sprintf("%6d %6d", b.Live, b.Draft)
}

// head begins a table, with a name for each column.
func (p *printer) head(title, more string) {
	columns := ""
	if p.r.Compared {
		columns = "  live  draft"
	}
	p.say("%s", strings.TrimRight(fmt.Sprintf("\n%-24s%13s%s", title, columns, more), " "))
}

func (p *printer) rules() {
	p.head("TIMES FIRED", "   PEOPLE REACHED")
	for i := range p.r.Rules {
		rule := &p.r.Rules[i]
		p.say("  %-22s%s   %s%s", cut(rule.ID, 22), p.both(rule.Fired), p.both(rule.People), p.changed(rule))
	}
	p.say("  %-22s%13s   %s", "any of them", "", p.both(p.r.Reached))
}

func (p *printer) changed(rule *history.RuleReport) string {
	if rule.Gain+rule.Lose == 0 || !p.r.Compared {
		return ""
	}
	return fmt.Sprintf("   %d gain, %d lose", rule.Gain, rule.Lose)
}

// hours are what each rule does in each hour, as bars.
func (p *printer) hours() {
	most := 0
	for _, rule := range p.r.Rules {
		for _, h := range rule.Hours {
			most = max(most, h.Live, h.Draft)
		}
	}
	for _, rule := range p.r.Rules {
		if len(rule.Hours) == 0 {
			continue
		}
		p.head(cut(rule.ID, 14)+", by hour", "")
		for _, h := range rule.Hours {
			p.say("  %-22s%s   %s", h.At.Format("Mon 15:04"), p.both(h.Both), bar(h.Draft, most))
		}
	}
}

func (p *printer) gains() {
	if !p.r.Compared {
		return
	}
	p.say("\nAGAINST THE DAY: something more for %s, something less for %s.", count(p.r.Gain, "person", "people"), count(p.r.Lose, "person", "people"))
	for _, rule := range p.r.Rules {
		p.named(rule.ID+" gains", rule.Gained)
		p.named(rule.ID+" loses", rule.Lost)
	}
}

func (p *printer) named(what string, people []beacons.Person) {
	if len(people) == 0 {
		return
	}
	var ids []string
	for _, person := range people {
		ids = append(ids, string(person))
	}
	p.say("  %s: %s", what, strings.Join(ids, " "))
}

func (p *printer) pools() {
	for i, pool := range p.r.Pools {
		if i == 0 {
			p.head("REWARDS NEEDED", "   STOCK")
		}
		dry := ""
		if !pool.Dry.IsZero() {
			dry = "   the last one goes " + pool.Dry.Format("Mon 15:04")
		}
		p.say("  %-22s%s  %6d%s", cut(pool.Name, 22), p.both(pool.Needed), pool.Stock, dry)
	}
}

func (p *printer) refusals() {
	for i, refused := range p.r.Refusals {
		if i == 0 {
			p.head("NOT DONE, OR NOT YET", "")
		}
		p.say("  %s%s   %s", strings.Repeat(" ", 22), p.both(refused.Both), refused.Because)
	}
}

func (p *printer) pushes() {
	if len(p.r.Pushes) < 2 {
		p.say("\nNobody gets a push.")
		return
	}
	most := 0
	for _, n := range p.r.Pushes {
		most = max(most, n.Draft)
	}
	p.head("PEOPLE BY PUSHES", "")
	for n, people := range p.r.Pushes {
		p.say("  %-22s%s   %s", count(n, "push", "pushes"), p.both(people), bar(people.Draft, most))
	}
	p.busiest("by the draft", p.r.Busiest.Draft)
	p.busiest("on the day", p.r.Busiest.Live)
}

func (p *printer) busiest(whose string, m history.Minute) {
	if m.Pushes == 0 {
		return
	}
	if !p.r.Compared {
		whose = "here"
	}
	p.say("  The busiest minute %s is %s, with %s.", whose, m.At.Format("Mon 15:04"), count(m.Pushes, "push", "pushes"))
}

// bar is a number as a bar of at most 40 marks.
func bar(n, most int) string {
	if n == 0 || most == 0 {
		return ""
	}
	return strings.Repeat("#", max(1, 40*n/most))
}

func cut(text string, long int) string {
	if letters := []rune(text); len(letters) > long {
		return string(letters[:long-1]) + "…"
	}
	return text
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
