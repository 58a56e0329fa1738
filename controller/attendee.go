package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/devices/push/web"
	"foyer/rules"
)

// attendee answers people about themselves. A push is only the bell: what they
// were given they read here.
type attendee struct {
	venue string
	links links
	store *store.Store
	loop  *loop
	web   *web.Sender // nil = this venue tells no browsers

	mu    sync.Mutex
	found map[beacons.Person]found
}

// found is what was found about what a person was given, as long as that stays
// the same.
type found struct {
	of      string
	decided []rules.Decision
}

func (f *controller) attendee() (*console.Attendee, error) {
	l, err := openLinks(f.config)
	if err != nil {
		return nil, err
	}
	a := attendee{found: map[beacons.Person]found{}, venue: f.config.Venue, links: l, store: f.store, loop: f.loop, web: f.gear.web}
	doors := &console.Attendee{Me: a.me, Subscribe: a.subscribe, Receipt: a.receipt}
	if p := f.gear.passes; p != nil {
		doors.Pass = a.pass(p)
	}
	return doors, nil
}

// whose is the person of a key, as the venue knows them.
func (a *attendee) whose(ctx context.Context, key string) (person beacons.Person, g venue.Guest, book *rules.Book, now time.Time, err error) {
	person, ok := a.links.open(key)
	if ok {
		err = a.loop.ask(ctx, func(at time.Time, v *venue.Venue) {
			g, ok = v.Guest(person)
			book, now = v.Book(), at
		})
		if err != nil { // the venue may still answer, into the same variables
			return person, venue.Guest{}, nil, time.Time{}, err
		}
	}
	if !ok && err == nil {
		err = &console.Declined{Status: http.StatusUnauthorized, Text: "This link is not valid here. Ask at the desk for yours."}
	}
	return person, g, book, now, err
}

func (a *attendee) me(ctx context.Context, key string) (*console.Me, error) {
	person, g, book, now, err := a.whose(ctx, key)
	if err != nil {
		return nil, err
	}
	var decided []rules.Decision
	if len(g.Rewards) > 0 { // looking for them goes through all decisions
		if decided, err = a.decidedOf(ctx, person, g.Rewards); err != nil {
			return nil, err
		}
	}
	place := book.Calendar.Place
	me := &console.Me{FirstName: g.FirstName, Venue: a.venue, At: now.In(place), Rewards: []console.Reward{}}
	for _, h := range g.Rewards {
		r := rewardOf(h, now)
		r.At, r.Expires, r.Why = h.At.In(place), local(h.Expires, place), becauseOf(h, book, decided)
		me.Rewards = append(me.Rewards, r)
	}
	for _, purpose := range []rules.Purpose{rules.Location, rules.PushNote, rules.Lights, rules.Music, rules.Social, rules.Sponsors} {
		me.Consents = append(me.Consents, console.Consent{Purpose: string(purpose), Yes: slices.Contains(g.Consents, purpose)})
	}
	me.Push = console.Push{Agreed: slices.Contains(g.Consents, rules.PushNote), Browser: g.Browser}
	if a.web != nil {
		me.Push.Key = a.web.Public()
	}
	return me, nil
}

// decidedOf are the decisions that gave a person their rewards. A page asks
// every few seconds, and the store has to go through all decisions.
func (a *attendee) decidedOf(ctx context.Context, person beacons.Person, rewards []venue.Held) ([]rules.Decision, error) {
	of := fmt.Sprint(rewards)
	a.mu.Lock()
	had := a.found[person]
	a.mu.Unlock()
	if had.of == of {
		return had.decided, nil
	}
	all, err := a.store.DecisionsOf(ctx, person, "")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(d rules.Decision) bool { return !slices.Contains(d.Does, "reward") })
	a.mu.Lock()
	defer a.mu.Unlock()
	a.found[person] = found{of, all}
	return all, nil
}

// rewardOf is a reward in the words of whom it belongs to.
func rewardOf(h venue.Held, now time.Time) console.Reward {
	r := console.Reward{Reward: h.Pool, Code: h.Code, HandOutAt: h.HandOutAt, State: "yours"}
	switch {
	case h.State == venue.CodeRedeemed:
		r.State, r.Text = "redeemed", "Redeemed. Enjoy!"
	case !h.Expires.IsZero() && now.After(h.Expires):
		r.State, r.Text = "lost", "This has expired."
	case h.Draw && h.Text != "":
		r.State, r.Text = "draw", h.Text
	case h.Draw:
		r.Text = "You won! Show your badge to take it."
	case h.State == venue.CodeReserved:
		r.State, r.Text = "coming", "On its way to you."
	case h.Code != "":
		r.Text = "Show this code."
	default:
		r.Text = "Show your badge to take it."
	}
	return r
}

// becauseOf is why something was given: the newest thing that its rule did for
// the person with a reward in it.
func becauseOf(h venue.Held, book *rules.Book, decided []rules.Decision) console.Because {
	why := console.Because{Facts: []string{}}
	newest := time.Time{}
	for _, d := range decided {
		if d.Rule == h.Rule && d.Outcome == rules.Done && slices.Contains(d.Does, "reward") && d.At.After(newest) {
			newest, why.Facts = d.At, plainly(d.Facts)
		}
	}
	for i := range book.Rules {
		if book.Rules[i].ID == h.Rule {
			why.Title = cmp.Or(book.Rules[i].Title, h.Rule)
		}
	}
	return why
}

// plainly says facts to whom they are about: a label is named without how a
// rule writes it.
func plainly(facts []string) []string {
	plain := []string{}
	count := regexp.MustCompile(`^person\.(\w+) >= (\d+)$`)
	for _, fact := range facts {
		label, how, became := strings.Cut(strings.TrimPrefix(fact, "became "), ": ")
		switch found := count.FindStringSubmatch(how); {
		case !became || label == fact:
			plain = append(plain, fact)
		case found != nil:
			plain = append(plain, "You are "+a(label)+" now: "+found[2]+" "+spaced(found[1])+".")
		default:
			plain = append(plain, "You are "+a(label)+" now.")
		}
	}
	return plain
}

// a is a label with its article: an early bird.
func a(label string) string {
	if label != "" && strings.Contains("aeiou", label[:1]) {
		return "an " + spaced(label)
	}
	return "a " + spaced(label)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

func (a *attendee) subscribe(ctx context.Context, key, subscription string) error {
	person, g, _, _, err := a.whose(ctx, key)
	if err != nil {
		return err
	}
	if subscription != "" {
		if subscription, err = a.listens(g, subscription); err != nil {
			return err
		}
	}
	return a.loop.tell(ctx, venue.Subscribed{Person: person, Browser: subscription})
}

// listens is a subscription that we would send to.
func (a *attendee) listens(g venue.Guest, subscription string) (string, error) {
	switch {
	case a.web == nil:
		return "", &console.Declined{Status: http.StatusConflict, Text: "This venue does not push to browsers. Everything is on this page."}
	case !slices.Contains(g.Consents, rules.PushNote):
		return "", &console.Declined{Status: http.StatusForbidden, Text: "You said no to pushes when you registered, and nothing is pushed to you. Ask at the desk to change it."}
	}
	s, err := a.web.Read(subscription)
	if err != nil {
		return "", &console.Declined{Status: http.StatusBadRequest, Text: "This browser cannot be told: " + err.Error() + "."}
	}
	return s.String(), nil
}

// pushIn tells whether this step of a rule is a push, as the rule is now: a
// phone that names others would count for more than it was told.
func pushIn(book *rules.Book, rule, step string) bool {
	for i := range book.Rules {
		for n, then := range book.Rules[i].Then {
			if book.Rules[i].ID == rule && then.Push != nil && strconv.Itoa(n) == step {
				return true
			}
		}
	}
	return false
}

// receipt takes what a phone tells of a push that was decided for its person.
func (a *attendee) receipt(ctx context.Context, key, push string, opened bool) error {
	person, _, book, _, err := a.whose(ctx, key)
	if err != nil {
		return err
	}
	at := max(0, strings.LastIndex(push, "/"))
	decision, step := push[:at], strings.TrimPrefix(push[at:], "/")
	d, known, err := a.store.Decision(ctx, decision)
	switch {
	case err != nil:
		return err
	case !known || !pushIn(book, d.Rule, step) || d.Person != person || d.Outcome != rules.Done || !slices.Contains(d.Does, "push"):
		return &console.Declined{Status: http.StatusNotFound, Text: "No such push was sent to you."}
	}
	return a.loop.tell(ctx, venue.Shown{Push: push, Opened: opened})
}
