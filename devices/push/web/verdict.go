package web

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/devices"
	"foyer/rules"
)

// meaning is what an answer asks of us.
type meaning int

// The meanings of answers (RFC 8030, and what the services document).
const (
	accepted    meaning = iota // by the push service; not yet shown
	gone                       // the subscription has ended
	ourMistake                 // a copy would fare no better
	refuseUs                   // our key is not the one it was subscribed with
	browserBusy                // too many pushes
	serviceBusy                // certainly not taken, try again
	unclear                    // may have been taken, try again
)

// means reads an answer.
func (a answer) means() meaning {
	switch s := a.status; {
	case s == 0 && !a.sent:
		return serviceBusy
	case s == http.StatusCreated, s == http.StatusOK, s == http.StatusAccepted:
		return accepted
	case s == http.StatusNotFound, s == http.StatusGone:
		return gone
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		return refuseUs
	case s == http.StatusTooManyRequests:
		return browserBusy
	case s == http.StatusServiceUnavailable:
		return serviceBusy
	case s == http.StatusRequestTimeout, s < 200, s >= 500:
		return unclear
	}
	return ourMistake // 413 among them, and any redirect: none is followed
}

// act does what an answer asks, and gives it as the driver's word.
func (s *Sender) act(p rules.Push, to Subscription, said answer) error {
	err := said.word()
	switch said.means() {
	case accepted:
		s.accepted()
		s.log.Debug("push accepted", "rule", p.Why.Rule, "line", p.Why.Line)
		return nil
	case gone:
		s.refused("")
		if s.config.Gone != nil {
			s.config.Gone(p.Token)
		}
		return devices.Permanent(err)
	case ourMistake:
		s.log.Error("a push service finds a push malformed", "rule", p.Why.Rule, "status", said.status, "service", service(to))
		s.refused(fmt.Sprintf("A push service (%s) finds a push malformed (status %d). It is given up; please report it.", service(to), said.status))
		return devices.Permanent(err)
	case refuseUs:
		s.mistrusted(service(to), said.status)
		return devices.Permanent(err)
	case browserBusy:
		s.answered()
		return devices.After(devices.Unsent(err), said.wait)
	case serviceBusy:
		s.down(service(to), err, said.status != 0)
		return devices.After(devices.Unsent(err), said.wait)
	case unclear:
	}
	s.down(service(to), err, said.status != 0)
	return devices.After(err, said.wait)
}

// service is the push service of a subscription, which many share.
func service(to Subscription) string {
	u, err := url.Parse(to.Endpoint)
	if err != nil {
		return "?"
	}
	return u.Host
}

// word is an answer as an error; nil when accepted.
func (a answer) word() error {
	switch {
	case a.err != nil:
		return fmt.Errorf("web push: %w", a.err)
	case a.means() == accepted:
		return nil
	}
	return fmt.Errorf("web push: status %d", a.status)
}

// mistrustMany is how many refusals of our key in a row are no longer an old
// subscription's.
const mistrustMany = 5

// busyMany is how many tries in a row that were not taken are no longer chance.
const busyMany = 5

// Health tells how the sender is. What it knows it knows from the last push.
func (s *Sender) Health() devices.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health
}

func (s *Sender) accepted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health.Accepted++
	s.row, s.busy = 0, 0
	s.set(true, "")
}

// refused notes a push that is given up; the problem is ours, or empty.
func (s *Sender) refused(problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health.Refused++
	if problem != "" {
		s.set(true, problem)
	}
}

// mistrusted notes that our key was refused. One is a browser that subscribed
// with an older key; many in a row are a wrong key.
func (s *Sender) mistrusted(service string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health.Refused++
	if s.row++; s.row >= mistrustMany {
		s.set(true, fmt.Sprintf("%s refuses our key (status %d): put the key file back that browsers subscribed with, or let them switch pushes off and on again.", service, status))
	}
}

// answered notes an answer that says nothing about the sender.
func (s *Sender) answered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(true, s.health.Problem)
}

// down notes that a push service was not reached, or was busy.
func (s *Sender) down(service string, err error, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy++; answered && s.busy < busyMany {
		return
	}
	s.set(false, "The browsers' push service "+service+" does not take pushes ("+err.Error()+"). They wait.")
}

// set changes the state; s.mu is held.
func (s *Sender) set(up bool, problem string) {
	if up != s.health.Up {
		s.health.Since = time.Now()
		s.log.Info("web push service changed", "up", up, "problem", problem)
	}
	s.health.Up, s.health.Problem = up, problem
}
