package push

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sideshow/apns2"

	"foyer/devices"
	"foyer/rules"
)

// meaning is what an answer asks of us.
type meaning int

// The meanings, after Apple's "Handling notification responses from APNs".
const (
	accepted     meaning = iota // by Apple; not yet delivered
	unknownPhone                // not a phone of this environment and app
	ourMistake                  // dead letter: a copy would fare no better
	tokenGone                   // the app was removed
	renewBearer                 // our provider token is too old
	refuseUs                    // our key or account is wrong
	waitBearer                  // we renewed the provider token too often
	phoneBusy                   // too many pushes to this phone
	appleBusy                   // certainly not taken, try again
	unclear                     // may have been taken, try again
)

// means reads an answer.
func (s answer) means() meaning {
	switch s.status {
	case http.StatusOK:
		return accepted
	case http.StatusBadRequest:
		if s.reason == apns2.ReasonBadDeviceToken || s.reason == apns2.ReasonDeviceTokenNotForTopic {
			return unknownPhone
		}
		return ourMistake
	case http.StatusForbidden:
		return forbidden(s.reason)
	case http.StatusGone:
		if s.reason == apns2.ReasonUnregistered || s.reason == apns2.ReasonExpiredToken {
			return tokenGone
		}
		return ourMistake
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge:
		return ourMistake
	case http.StatusTooManyRequests:
		if s.reason == apns2.ReasonTooManyProviderTokenUpdates {
			return waitBearer
		}
		return phoneBusy
	case http.StatusServiceUnavailable:
		return appleBusy
	}
	if s.status == 0 && !s.sent {
		return appleBusy
	}
	return unclear
}

func forbidden(reason string) meaning {
	switch reason {
	case apns2.ReasonExpiredProviderToken:
		return renewBearer
	case apns2.ReasonInvalidProviderToken, apns2.ReasonMissingProviderToken,
		apns2.ReasonBadCertificate, apns2.ReasonBadCertificateEnvironment:
		return refuseUs
	}
	return ourMistake
}

// refusalPause is how long a sender that Apple refuses stays away. It is short
// enough for a technician who has just put the right key in place.
const refusalPause = time.Minute

// act does what an answer asks, and gives it as the driver's word.
func (a *APNs) act(p rules.Push, apnsID string, said answer) error {
	err := said.word()
	switch said.means() {
	case accepted:
		a.accepted()
		a.log.Debug("push accepted", "rule", p.Why.Rule, "line", p.Why.Line, "apns_id", apnsID)
		return nil
	case tokenGone:
		a.refused("")
		if a.config.Gone != nil {
			a.config.Gone(p.Token, said.since)
		}
		return devices.Permanent(err)
	case unknownPhone:
		a.unknown()
		return devices.Permanent(err)
	case ourMistake:
		a.log.Error("apple finds a push malformed", "rule", p.Why.Rule, "status", said.status, "reason", said.reason)
		a.refused("Apple finds a push malformed (" + said.reason + "). It is given up; please report it.")
		return devices.Permanent(err)
	case renewBearer:
		return a.close(err, refusalPause, "Apple finds our new token too old: check this machine's clock.")
	case refuseUs:
		return a.close(err, refusalPause, "Apple refuses us ("+said.reason+"): check team_id, key_id, topic and the .p8 file.")
	case waitBearer:
		return a.close(err, bearerPause, "Apple says we renewed our token too often. Pushes wait for 20 minutes.")
	case phoneBusy:
		a.answered()
		return devices.After(devices.Unsent(err), said.wait)
	case appleBusy:
		a.down(err, said.status != 0)
		return devices.After(devices.Unsent(err), said.wait)
	case unclear:
	}
	a.down(err, said.status != 0)
	return devices.After(err, said.wait)
}

// word is an answer as an error; nil when accepted.
func (s answer) word() error {
	switch {
	case s.err != nil:
		return fmt.Errorf("push: %w", s.err)
	case s.status == http.StatusOK:
		return nil
	case s.reason == "":
		return fmt.Errorf("push: status %d", s.status)
	}
	return fmt.Errorf("push: status %d: %w", s.status, errors.New(s.reason))
}
