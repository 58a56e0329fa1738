package hue

import (
	"fmt"
	"strings"
	"testing"

	"foyer/devices"
)

// TestEveryErrorTypeOfABridgeIsJudged goes through the error types of CLIP v1:
// what trying again mends, what it does not, and what is no error to us.
func TestEveryErrorTypeOfABridgeIsJudged(t *testing.T) {
	for _, c := range []struct {
		kind                 int
		says                 string
		permanent, busy, off bool
	}{
		{kind: 1, says: "unauthorized user", permanent: true},
		{kind: 2, says: "body contains invalid json", permanent: true},
		{kind: 3, says: "resource, /lights/9, not available", permanent: true},
		{kind: 4, says: "method, PATCH, not available for resource, /lights/1", permanent: true},
		{kind: 5, says: "invalid/missing parameters in body", permanent: true},
		{kind: 6, says: "parameter, colour, not available", permanent: true},
		{kind: 7, says: "invalid value, 300, for parameter, bri", permanent: true},
		{kind: 8, says: "parameter, reachable, is not modifiable", permanent: true},
		{kind: 11, says: "too many items in list", permanent: true},
		{kind: 101, says: "link button not pressed", permanent: true},
		{kind: 201, says: "parameter, bri, is not modifiable. Device is set to off.", off: true},
		{kind: 901, says: "Internal error, 503", busy: true},
		{kind: 902, says: "Internal error, 902", busy: true},
	} {
		body := fmt.Sprintf(`[{"error":{"type":%d,"address":"/lights/1/state","description":%q}}]`, c.kind, c.says)
		off, err := judge([]byte(body))
		if off != c.off || devices.IsPermanent(err) != c.permanent || isBusy(err) != c.busy || (err == nil) != c.off {
			t.Errorf("error type %d: got off %v, %v, want off %v, permanent %v, busy %v", c.kind, off, err, c.off, c.permanent, c.busy)
		}
		if c.permanent && !strings.Contains(err.Error(), c.says) {
			t.Errorf("error type %d: got %q, want what the bridge said", c.kind, err)
		}
		if (c.kind == unauthorized) != isDenied(err) {
			t.Errorf("error type %d: got denied %v", c.kind, isDenied(err))
		}
	}
}
