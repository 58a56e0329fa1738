package phones

import (
	"encoding/json"
	"net/http"
	"time"
)

// reason is one of Apple's answers other than 200, in Apple's word; "" is none.
type reason string

// The reasons, from "Handling notification responses from APNs".
const (
	badCollapseID        reason = "BadCollapseId"
	badDeviceToken       reason = "BadDeviceToken"
	badExpirationDate    reason = "BadExpirationDate"
	badMessageID         reason = "BadMessageId"
	badPath              reason = "BadPath"
	badPriority          reason = "BadPriority"
	duplicateHeaders     reason = "DuplicateHeaders"
	expiredProviderToken reason = "ExpiredProviderToken"
	internalServerError  reason = "InternalServerError"
	invalidProviderToken reason = "InvalidProviderToken"
	invalidPushType      reason = "InvalidPushType"
	methodNotAllowed     reason = "MethodNotAllowed"
	missingDeviceToken   reason = "MissingDeviceToken"
	missingProviderToken reason = "MissingProviderToken"
	missingTopic         reason = "MissingTopic"
	payloadEmpty         reason = "PayloadEmpty"
	payloadTooLarge      reason = "PayloadTooLarge"
	serviceUnavailable   reason = "ServiceUnavailable"
	tooManyRequests      reason = "TooManyRequests"
	tooManyTokenUpdates  reason = "TooManyProviderTokenUpdates"
	topicDisallowed      reason = "TopicDisallowed"
	unregistered         reason = "Unregistered"
)

// status is the number that Apple sends with a reason.
func (r reason) status() int {
	switch r {
	case expiredProviderToken, invalidProviderToken, missingProviderToken:
		return http.StatusForbidden
	case badPath:
		return http.StatusNotFound
	case methodNotAllowed:
		return http.StatusMethodNotAllowed
	case unregistered:
		return http.StatusGone
	case payloadTooLarge:
		return http.StatusRequestEntityTooLarge
	case tooManyTokenUpdates, tooManyRequests:
		return http.StatusTooManyRequests
	case internalServerError:
		return http.StatusInternalServerError
	case serviceUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// refuse writes the answer; since is that of a 410.
func (s *Service) refuse(w http.ResponseWriter, no reason, since time.Time) {
	s.count(func(n *Counts) {
		n.Refused++
		if n.ByReason == nil {
			n.ByReason = map[string]int{}
		}
		n.ByReason[string(no)]++
	})
	body := struct {
		Reason    reason `json:"reason"`
		Timestamp int64  `json:"timestamp,omitempty"` // Unix ms
	}{Reason: no}
	if !since.IsZero() {
		body.Timestamp = since.UnixMilli()
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(no.status())
	_ = json.NewEncoder(w).Encode(body) // the sender may be gone
}
