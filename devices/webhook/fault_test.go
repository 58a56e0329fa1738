package webhook_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/webhook"
)

// raw is an answer that no HTTP library would write.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = fmt.Fprint(conn, text)
		_ = conn.Close()
	}
}

func TestEveryAnswerHasItsMeaning(t *testing.T) {
	for _, row := range []struct {
		what    string
		answer  http.HandlerFunc
		forGood bool
		outcome devices.Outcome
		up      bool
		problem string
	}{
		{"200", status(200), false, devices.Done, true, ""},
		{"201 with half a body", raw("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf"), false, devices.Done, true, ""},
		{"301", status(301, "Location", "/elsewhere"), true, devices.Refused, true, "has moved"},
		{"400", status(400), true, devices.Refused, true, "check its address and its secret"},
		{"401", status(401), true, devices.Refused, true, "status 401"},
		{"404", status(404), true, devices.Refused, true, "status 404"},
		{"408", status(408), false, devices.Unknown, false, "tried again"},
		{"410", status(410), true, devices.Refused, false, "left alone"},
		{"425", status(425), false, devices.Unknown, false, "tried again"},
		{"429", status(429), false, devices.Refused, false, "It is busy"},
		{"500", status(500), false, devices.Unknown, false, "a fault of its own (status 500)"},
		{"502", status(502), false, devices.Unknown, false, "status 502"},
		{"503", status(503), false, devices.Refused, false, "It is busy"},
		{"504", status(504), false, devices.Unknown, false, "status 504"},
		{"no HTTP", raw("SSH-2.0-OpenSSH_9.6\r\n"), false, devices.Unknown, false, "cannot be read"},
		{"half a header", raw("HTTP/1.1 200 OK\r\nConten"), false, devices.Unknown, false, "cannot be read"},
		{"nothing at all", raw(""), false, devices.Unknown, false, "cannot be read"},
		{"a header without end", raw("HTTP/1.1 200 OK\r\n" + strings.Repeat("x: y\r\n", 20_000)), false, devices.Unknown, false, "cannot be read"},
	} {
		t.Run(row.what, func(t *testing.T) {
			r := newReceiver(t)
			h := hook(t, r.config(""))
			r.says(row.answer)
			err := h.Do(t.Context(), message("msg_1"))
			if got := devices.OutcomeOf(err); got != row.outcome || devices.IsPermanent(err) != row.forGood {
				t.Errorf("answer %s: got %v (%v, for good: %v), want %v, for good: %v", row.what, err, got, devices.IsPermanent(err), row.outcome, row.forGood)
			}
			if err != nil && strings.Contains(err.Error(), "token-in-the-path") {
				t.Errorf("error shows the path of the hook: %v", err)
			}
			if h := h.Health(); h.Up != row.up || !strings.Contains(h.Problem, row.problem) || (row.problem == "") != (h.Problem == "") {
				t.Errorf("health after %s: got up %v, %q, want up %v and %q", row.what, h.Up, h.Problem, row.up, row.problem)
			}
			if n := len(r.requests()); n != 1 {
				t.Errorf("requests: %d, want 1: a redirect is not followed and nothing is tried again here", n)
			}
		})
	}
}

func TestHungReceiverIsLeftWhenItsTimeIsUp(t *testing.T) {
	r := newReceiver(t)
	release := make(chan struct{})
	r.says(func(http.ResponseWriter, *http.Request) { <-release })
	t.Cleanup(func() { close(release) })
	c := r.config("")
	c.Timeout = 300 * time.Millisecond
	h := hook(t, c)
	err := h.Do(t.Context(), message("msg_1"))
	if devices.OutcomeOf(err) != devices.Unknown || devices.IsPermanent(err) {
		t.Errorf("hung receiver = %v, want a temporary error of unknown outcome", err)
	}
	if h := h.Health(); h.Up || !strings.Contains(h.Problem, "does not answer") {
		t.Errorf("health %+v, want down and that it does not answer", h)
	}
}

func TestBusyReceiverIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	r := newReceiver(t)
	h := hook(t, r.config(""))
	for what, after := range map[string]string{"seconds": "120", "a date": time.Now().Add(2 * time.Minute).UTC().Format(http.TimeFormat)} {
		r.says(status(429, "Retry-After", after))
		h.LeaveAlone(false)
		before := len(r.requests())
		first, second := h.Do(t.Context(), message("msg_1")), h.Do(t.Context(), message("msg_2"))
		for n, err := range []error{first, second} {
			if wait := devices.NotBefore(err); wait < 60*time.Second || wait > 120*time.Second {
				t.Errorf("message %d at a receiver that asks for %s: to be tried after %v, want two minutes", n+1, what, wait)
			}
		}
		if n := len(r.requests()) - before; n != 1 {
			t.Errorf("requests while it asked to wait: %d, want 1", n)
		}
	}
}

func TestReceiverThatAskedToBeLeftAloneIsToldNothingUntilSomebodyWantsIt(t *testing.T) {
	r := newReceiver(t)
	r.says(status(410))
	h := hook(t, r.config(""))
	_ = h.Do(t.Context(), message("msg_1"))
	r.says(nil)
	if err := h.Do(t.Context(), message("msg_2")); !devices.IsPermanent(err) || !h.Alone() || len(r.requests()) != 1 {
		t.Errorf("after a 410: Do = %v with %d requests, want refused without asking", err, len(r.requests()))
	}
	h.LeaveAlone(false)
	if err := h.Do(t.Context(), message("msg_2")); err != nil || !h.Health().Up {
		t.Errorf("tried once more: Do = %v, health %+v, want done and up", err, h.Health())
	}
}

func TestNothingIsToldToAnotherCertificate(t *testing.T) {
	r := newReceiver(t)
	c := r.config("")
	h := hook(t, c)
	if err := h.Do(t.Context(), message("msg_1")); err != nil {
		t.Fatal(err)
	}
	c.CA = nil
	strict := hook(t, c)
	r.wear(another(t))
	h.Close()
	for what, h := range map[string]*webhook.Hook{"changed": h, "that no authority signed": strict} {
		err := h.Do(t.Context(), message("msg_2"))
		if devices.IsPermanent(err) || devices.OutcomeOf(err) != devices.Refused || !strings.Contains(h.Health().Problem, "a certificate that this machine does not trust") {
			t.Errorf("certificate %s: got %v, health %+v, want not sent and the reason", what, err, h.Health())
		}
	}
	if n := len(r.requests()); n != 1 {
		t.Errorf("requests: %d, want none under the other certificate", n-1)
	}
}

func TestPlainServerBehindHTTPSIsNamed(t *testing.T) {
	r := newReceiver(t)
	c := r.config("")
	c.URL = "https://" + devicetest.NewWire(t, plain(t)).Addr()
	h := hook(t, c)
	if err := h.Do(t.Context(), message("msg_1")); err == nil || !strings.Contains(h.Health().Problem, "does not speak https") {
		t.Errorf("https to a plain server = %v, %q, want that it does not speak https", err, h.Health().Problem)
	}
}
