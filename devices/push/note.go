package push

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 says so; nothing is kept secret by it
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sideshow/apns2"
	"github.com/sideshow/apns2/payload"

	"foyer/rules"
)

// Apple's bounds. The documents call a token opaque; 64 digits is today's
// length, 200 bytes the longest announced.
const (
	payloadLimit = 4096
	tokenMin     = 64
	tokenMax     = 200
)

var errToken = errors.New("not a device token: want 64 to 200 hexadecimal digits")

// notification says in Apple's terms what the effect is.
func (a *APNs) notification(p rules.Push) (*apns2.Notification, error) {
	if !ValidToken(p.Token) {
		return nil, errToken
	}
	body, err := encode(p)
	if err != nil {
		return nil, err
	}
	return &apns2.Notification{
		ApnsID:      uuid(p.ID),
		CollapseID:  collapse(p.ID),
		DeviceToken: p.Token,
		Topic:       a.config.Topic,
		Expiration:  expiration(p.Expires),
		Priority:    apns2.PriorityHigh,
		PushType:    apns2.PushTypeAlert,
		Payload:     body,
	}, nil
}

// ValidToken tells whether s can be an APNs device token. apns2 writes it into
// the address as it is.
func ValidToken(s string) bool {
	return len(s) >= tokenMin && len(s) <= tokenMax && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// encode writes the payload, and refuses one that Apple would.
func encode(p rules.Push) ([]byte, error) {
	body, err := json.Marshal(payload.NewPayload().
		AlertTitle(p.Title).AlertBody(p.Body).Sound("default").ThreadID(p.Why.Rule).
		Custom("foyer", map[string]string{"id": p.ID, "rule": p.Why.Rule}))
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if len(body) > payloadLimit {
		return nil, fmt.Errorf("payload of %d bytes, Apple takes %d: shorten title or body", len(body), payloadLimit)
	}
	return body, nil
}

// expiration is when Apple may forget the push. No end means now or never,
// which is 0; apns2 sends no 0, and 1 means the same.
func expiration(end time.Time) time.Time {
	if end.Unix() < 1 {
		return time.Unix(1, 0)
	}
	return end
}

// collapse names the place on the screen that every copy of an effect takes.
func collapse(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:]) // 64 bytes, as many as Apple takes
}

// uuid is the apns-id of an effect: a version 5 UUID (RFC 9562) in our own
// namespace, so that every copy carries the same.
func uuid(id string) string {
	space := [16]byte{0x5b, 0x0d, 0x6a, 0x1e, 0x7c, 0x42, 0x4f, 0x0e, 0x9b, 0x1f, 0xf0, 0x0e, 0x4e, 0x2a, 0x51, 0x03}
	return uuid5(space, id)
}

func uuid5(space [16]byte, name string) string {
	b := sha1.Sum(append(space[:], name...)) //nolint:gosec // see the import
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
