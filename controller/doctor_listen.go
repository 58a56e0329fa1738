package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/wire"
	"foyer/controller/console"
)

// clockOff is how far the clock of a gateway may be off: a sighting is believed
// by its own time, and a visit would begin too early or too late.
const clockOff = 2 * time.Second

// listener hears what a running controller would hear.
type listener struct {
	decoder *wire.Decoder
	message wire.Message
	ears    *ears
	refused *refusals
	status  string // its topic

	mu         sync.Mutex
	late       map[beacons.Anchor]time.Duration // the least that a sighting was behind our clock
	controller status
	told       bool // the controller told how it is
}

func newListener(c config) *listener {
	return &listener{
		decoder: wire.NewDecoder(c.Venue, c.plan(), c.wireProducers()), ears: newEars(), refused: newRefusals(slog.New(slog.DiscardHandler)),
		status: "foyer/" + c.Venue + "/status", late: map[beacons.Anchor]time.Duration{},
	}
}

func (l *listener) hear(d link.Delivery) {
	if d.Ack != nil {
		d.Ack() // nothing of it is ours
	}
	if d.Topic == l.status {
		l.mu.Lock()
		l.told = json.Unmarshal(d.Body, &l.controller) == nil
		l.mu.Unlock()
		return
	}
	now := time.Now()
	if err := l.decoder.Decode(now, d.Topic, d.Body, d.Retain, &l.message); err != nil {
		if refusal, ok := errors.AsType[wire.Refusal](err); ok && refusal.Reason != wire.UnknownTopic {
			l.refused.count(refusal)
		}
		return
	}
	for _, refusal := range l.message.Refused {
		l.refused.count(refusal)
	}
	l.ears.note(now, &l.message)
	l.compare(now, l.message.Sightings)
}

// compare notes how far sightings are behind our clock. The least of an anchor
// is that of its clock: what it had kept for a while is behind by more.
func (l *listener) compare(now time.Time, sightings []beacons.Sighting) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range sightings {
		late := now.Sub(s.At)
		if least, known := l.late[s.Anchor]; !known || late < least {
			l.late[s.Anchor] = late
		}
	}
}

// listen hears the broker for a while: once as the controller does, and once
// with everything that is said, for what no format claims. Nil when the broker
// cannot be heard.
func (d *diagnosis) listen(ctx context.Context, c config, length time.Duration) (*listening, error) {
	l, all := newListener(c), newListener(c)
	topics := []link.Filter{{Topic: l.status}}
	for _, f := range l.decoder.Filters() {
		topics = append(topics, link.Filter{Topic: f.Topic, QoS: f.QoS})
	}
	ours, err := visitor(c, "doctor", topics, l.hear)
	if err != nil {
		d.add(finding{failure, "broker", err.Error(), "foyer run does not start without its certificates", "mend ca, cert and key under broker"})
		return nil, nil //nolint:nilnil // the broker cannot be heard
	}
	everything, err := visitor(c, "doctor-all", []link.Filter{{Topic: "#"}}, all.hear)
	if err != nil {
		return nil, err
	}
	part := accompany(ctx, ours, everything)
	defer func() {
		if err := part(); err != nil {
			d.add(finding{failure, "broker", err.Error(), "nobody's badge is heard", "mend url under broker"})
		}
	}()
	health, err := arrive(ctx, ours, 6*time.Second)
	if err != nil {
		return nil, err
	}
	d.add(brokerFinding(c, health, len(topics)))
	if !health.Up {
		d.add(finding{Mark: skipped, What: "anchors", Found: "the broker cannot be heard; nor can clocks and strangers"})
		return nil, nil //nolint:nilnil // the broker cannot be heard
	}
	if err := rest(ctx, length); err != nil {
		return nil, err
	}
	open := everything.Health()
	return &listening{l, all, open.Up && open.Problem == ""}, nil
}

func brokerFinding(c config, health link.Health, topics int) finding {
	const what = "broker"
	at := hostOf(brokerURL(c))
	switch {
	case !health.Up && c.Broker.URL == "":
		return finding{warning, what, "nobody listens at " + at + ": the embedded broker is there while foyer run is", "gateways and phones cannot send", "start foyer run, and look again"}
	case !health.Up:
		return finding{failure, what, at + ": " + health.Problem, "nobody's badge is heard", "start the broker, or mend url, user, password and certificates under broker"}
	case health.Problem != "":
		return finding{failure, what, at + ": " + health.Problem, "what is sent there is not heard", "let this user read these topics in the broker's access list"}
	}
	return finding{Mark: well, What: what, Found: fmt.Sprintf("%s answers and grants %d subscriptions", at, topics)}
}

// listening is what was heard.
type listening struct {
	ours, all *listener
	open      bool // the broker let us hear everything
}

func (h *listening) findings(plan beacons.Plan, length time.Duration) []finding {
	return []finding{h.controller(), h.anchors(plan, length), h.clocks(), h.refusals(), h.strangers()}
}

func (h *listening) controller() finding {
	const what = "controller"
	h.ours.mu.Lock()
	defer h.ours.mu.Unlock()
	if !h.ours.told || !h.ours.controller.Up {
		return finding{Mark: skipped, What: what, Found: "none runs on this broker for this venue now"}
	}
	s := h.ours.controller
	if s.Dropped > 0 {
		return finding{warning, what, fmt.Sprintf("it runs, and has thrown %d sightings away", s.Dropped), "it gets more than it can take", "let gateways send batches, or give it a faster machine"}
	}
	return finding{Mark: well, What: what, Found: fmt.Sprintf("it runs: %d sightings, %d of tags that nobody carries, %d visits", s.Sightings, s.Unknown, s.Visits)}
}

// mostNamed is how many names one line tells.
const mostNamed = 6

func named(names []string) string {
	if more := len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// anchors compares what was heard with the plan. Beacons that phones hear need
// a phone nearby, so their silence is none.
func (h *listening) anchors(plan beacons.Plan, length time.Duration) finding {
	const what = "anchors"
	var silent, dead []string
	heard, gateways := 0, 0
	for _, a := range h.ours.ears.list(plan, time.UTC) {
		switch {
		case a.Dead:
			dead = append(dead, string(a.ID))
		case a.Sightings > 0:
			heard++
		case !a.Beacon:
			silent = append(silent, string(a.ID))
		}
		if !a.Beacon {
			gateways++
		}
	}
	found := fmt.Sprintf("%d heard in %s", heard, seconds(length))
	if len(dead) > 0 {
		found += fmt.Sprintf("; dead by their own word: %s", named(dead))
	}
	if len(silent) > 0 {
		found += fmt.Sprintf("; %d of %d gateways silent: %s", len(silent), gateways, named(silent))
	}
	if len(dead)+len(silent) > 0 {
		return finding{warning, what, found, "people near a silent gateway are not found there", "carry a badge past it; if it stays silent look at its power and network"}
	}
	return finding{Mark: well, What: what, Found: found}
}

func (h *listening) clocks() finding {
	const what = "clocks"
	h.ours.mu.Lock()
	defer h.ours.mu.Unlock()
	type off struct {
		anchor beacons.Anchor
		late   time.Duration
	}
	var wrong []off
	for a, late := range h.ours.late {
		if late.Abs() > clockOff {
			wrong = append(wrong, off{a, late})
		}
	}
	switch {
	case len(h.ours.late) == 0:
		return finding{Mark: skipped, What: what, Found: "no sighting was heard to compare with"}
	case len(wrong) == 0:
		return finding{Mark: well, What: what, Found: fmt.Sprintf("%d anchors agree with ours within %s", len(h.ours.late), seconds(clockOff))}
	}
	slices.SortFunc(wrong, func(a, b off) int {
		return cmp.Or(cmp.Compare(b.late.Abs(), a.late.Abs()), cmp.Compare(a.anchor, b.anchor))
	})
	var words []string
	for _, o := range wrong {
		side := "behind"
		if o.late < 0 {
			side = "ahead"
		}
		words = append(words, fmt.Sprintf("%s %s %s", o.anchor, seconds(o.late.Abs()), side))
	}
	return finding{warning, what, named(words), "visits begin and end too early or too late, and people seem to be in two places", "let the gateway set its clock by NTP from a server it can reach"}
}

func (h *listening) refusals() finding {
	const what = "refused input"
	var words []string
	for _, r := range h.ours.refused.list() {
		words = append(words, fmt.Sprintf("%s (%d)", r.Reason, r.Count))
	}
	if len(words) > 0 {
		return finding{warning, what, named(words), "what is refused says nothing about anybody", "compare the gateway's format and names with producers and anchors in the venue file"}
	}
	return finding{Mark: well, What: what, Found: "none while listening"}
}

// strangers are the messages that no format claims. The venue's own words are
// none of them.
func (h *listening) strangers() finding {
	const what = "unclaimed"
	if !h.open {
		return finding{Mark: skipped, What: what, Found: "the broker does not let us hear what is not ours"}
	}
	var words []string
	for _, u := range h.unclaimed() {
		words = append(words, fmt.Sprintf("%s (%d, such as %s)", cmp.Or(u.Prefix, "others"), u.Count, u.Sample))
	}
	if len(words) > 0 {
		return finding{warning, what, strings.Join(words[:min(len(words), mostNamed)], "; "), "if these are gateways of yours, nobody is heard through them", "name their format under producers; leave it if they are neighbours on the broker"}
	}
	return finding{Mark: well, What: what, Found: "every message belongs to a format of the venue"}
}

func (h *listening) unclaimed() (all []console.Unclaimed) {
	for _, u := range h.all.decoder.Unclaimed() {
		all = append(all, console.Unclaimed{Prefix: u.Prefix, Count: u.Count, Sample: u.Sample})
	}
	return all
}
