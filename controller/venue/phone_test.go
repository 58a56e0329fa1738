package venue

import (
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
)

const oldToken, newToken, chrome = "a1a1", "b2b2", `{"endpoint":"https://fcm.googleapis.com/x"}`

// house is a venue with ada in it, and what its store holds.
type house struct {
	*Venue
	state State
}

func ada(token string, since time.Time, consents ...rules.Purpose) Enrolled {
	return Enrolled{People: []Enrolment{{Profile: rules.Profile{Person: "ada", PushToken: token, PushSince: since, Consents: consents}}}}
}

// restart loses everything but what was sealed.
func (h *house) restart(in Enrolled) {
	if b := h.Seal(); b != nil {
		h.state.Number = b.Number
		for _, s := range b.Profiles {
			h.state.Profiles = []Saved{s}
		}
		h.state.Notes = append(h.state.Notes, b.Notes...)
	}
	h.Venue = New(beacons.Plan{}, h.state)
	h.Step(time.Time{}, in)
}

func (h *house) phone() string { return h.people["ada"].profile.Phone() }

func TestDeadTokenStaysDeadUntilThereIsAnother(t *testing.T) {
	gone := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	for name, step := range map[string]struct {
		since time.Time // when the token in the registrations was registered
		died  Unreachable
		then  Enrolled
		want  string
	}{
		"the same again":             {died: Unreachable{Token: oldToken, Since: gone}, then: ada(oldToken, time.Time{}, rules.PushNote)},
		"no time told":               {died: Unreachable{Token: oldToken}, then: ada(oldToken, time.Time{}, rules.PushNote)},
		"another":                    {died: Unreachable{Token: oldToken, Since: gone}, then: ada(newToken, time.Time{}, rules.PushNote), want: newToken},
		"the same, registered later": {died: Unreachable{Token: oldToken, Since: gone}, then: ada(oldToken, gone.Add(time.Hour), rules.PushNote), want: oldToken},
		"the same, registered then":  {died: Unreachable{Token: oldToken, Since: gone}, then: ada(oldToken, gone, rules.PushNote)},
		"registered after it died":   {since: gone.Add(time.Second), died: Unreachable{Token: oldToken, Since: gone}, then: ada(oldToken, gone.Add(time.Second), rules.PushNote), want: oldToken},
		"somebody else's":            {died: Unreachable{Token: newToken, Since: gone}, then: ada(oldToken, time.Time{}, rules.PushNote), want: oldToken},
		"nobody's":                   {died: Unreachable{}, then: ada(oldToken, time.Time{}, rules.PushNote), want: oldToken},
	} {
		for _, consents := range [][]rules.Purpose{{rules.PushNote}, {rules.PushNote, rules.Location}} {
			h := house{Venue: New(beacons.Plan{}, State{})}
			h.Step(gone, ada(oldToken, step.since, consents...))
			h.Step(gone, step.died)
			step.then.People[0].Profile.Consents = consents
			h.restart(step.then)
			if got := h.phone(); got != step.want {
				t.Errorf("%s (agreed to %v): after a restart the phone is %q, want %q", name, consents, got, step.want)
			}
		}
	}
}

func TestBrowserIsToldBeforeTheApp(t *testing.T) {
	h := house{Venue: New(beacons.Plan{}, State{})}
	yes := ada(oldToken, time.Time{}, rules.PushNote, rules.Location)
	h.Step(time.Time{}, yes)
	for _, step := range []struct {
		what string
		in   Input
		want string
	}{
		{"at first", Waited{}, oldToken},
		{"switched on", Subscribed{Person: "ada", Browser: chrome}, chrome},
		{"somebody unknown", Subscribed{Person: "bo", Browser: chrome}, chrome},
		{"another browser ended", Unreachable{Token: "{}"}, chrome},
		{"ended", Unreachable{Token: chrome}, oldToken},
		{"on again", Subscribed{Person: "ada", Browser: chrome}, chrome},
		{"off", Subscribed{Person: "ada"}, oldToken},
		{"and on", Subscribed{Person: "ada", Browser: chrome}, chrome},
	} {
		h.Step(time.Time{}, step.in)
		if got := h.phone(); got != step.want {
			t.Errorf("%s: the phone is %q, want %q", step.what, got, step.want)
		}
		h.restart(yes)
		if got := h.phone(); got != step.want {
			t.Errorf("%s, after a restart: the phone is %q, want %q", step.what, got, step.want)
		}
	}
	cleo := Enrolled{People: []Enrolment{{Profile: rules.Profile{Person: "cleo", Registered: true, Consents: []rules.Purpose{rules.PushNote}}}}}
	h.Step(time.Time{}, cleo)
	h.Step(time.Time{}, Subscribed{Person: "cleo", Browser: chrome})
	if got := h.phone(); got != oldToken {
		t.Errorf("after somebody else has switched on in the same browser: Ada's phone is %q, want %q", got, oldToken)
	}
	h.restart(ada(oldToken, time.Time{}, rules.Location))
	h.restart(yes)
	if got := h.phone(); got != oldToken {
		t.Errorf("who took back their yes to pushes and gave it again: the phone is %q, want %q", got, oldToken)
	}
	h.Step(time.Time{}, ada(oldToken, time.Time{}, rules.Location))
	h.Step(time.Time{}, Subscribed{Person: "ada", Browser: chrome})
	if h.people["ada"].profile.Browser != "" {
		t.Error("who said no to pushes has a browser that listens")
	}
}
