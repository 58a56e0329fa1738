package phones

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Apple's bounds on a notification.
const (
	payloadLimit  = 4096
	collapseLimit = 64
	tokenAtLeast  = 64 // hexadecimal digits
)

// note is one notification that stands in a request.
type note struct {
	token, apnsID, collapseID string
	expires                   time.Time
	payload                   payload
}

// payload is the part of the body that the service remembers.
type payload struct {
	APS struct {
		Alert struct{ Title, Body string }
	}
	Foyer struct{ ID, Rule string }
}

// deviceToken reads method and path.
func deviceToken(r *http.Request) (string, reason) {
	token, found := strings.CutPrefix(r.URL.Path, "/3/device/")
	switch {
	case !found:
		return "", badPath
	case r.Method != http.MethodPost:
		return "", methodNotAllowed
	case token == "":
		return "", missingDeviceToken
	}
	return token, ""
}

// read checks headers and payload the way Apple does.
func read(r *http.Request, n *note) reason {
	for name, values := range r.Header {
		if strings.HasPrefix(name, "Apns-") && len(values) > 1 {
			return duplicateHeaders
		}
	}
	if no := readHeaders(r.Header, n); no != "" {
		return no
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, payloadLimit))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return payloadTooLarge
	}
	if err != nil {
		panic(http.ErrAbortHandler) // the sender is gone: there is nobody to answer
	}
	if json.Unmarshal(body, &n.payload) != nil {
		return payloadEmpty
	}
	return ""
}

func readHeaders(h http.Header, n *note) reason {
	kind, priority := h.Get("apns-push-type"), h.Get("apns-priority")
	n.collapseID = h.Get("apns-collapse-id")
	switch {
	case h.Get("apns-topic") == "":
		return missingTopic
	case h.Get("apns-topic") != Topic:
		return topicDisallowed
	case kind != "" && !slices.Contains([]string{"alert", "background", "liveactivity"}, kind):
		return invalidPushType
	case priority != "" && !slices.Contains([]string{"1", "5", "10"}, priority), kind == "background" && priority != "5":
		return badPriority
	case len(n.collapseID) > collapseLimit:
		return badCollapseID
	}
	return readExpiration(h.Get("apns-expiration"), n)
}

func readExpiration(s string, n *note) reason {
	if s == "" {
		return ""
	}
	seconds, err := strconv.ParseInt(s, 10, 64)
	if err != nil || seconds < 0 {
		return badExpirationDate
	}
	n.expires = time.Unix(seconds, 0)
	return ""
}

// isUUID tells whether s is 8-4-4-4-12 hexadecimal digits.
func isUUID(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	return isHex(strings.ReplaceAll(s, "-", "")) && strings.Count(s, "-") == 4
}

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
