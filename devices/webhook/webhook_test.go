package webhook_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/webhook"
)

func TestHookKeepsTheDriversPromise(t *testing.T) {
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[webhook.Message] {
		r := newReceiver(t)
		wire := devicetest.NewWire(t, r.Listener.Addr().String())
		h := hook(t, r.config("https://"+wire.Addr()))
		bad := message("msg_bad")
		bad.Data = []byte(`"a bad one"`)
		return devicetest.Subject[webhook.Message]{
			Driver: h, Good: message("msg_1"), Bad: &bad, Wire: wire, Close: h.Close,
			Busy: func(on bool) {
				r.says(nil)
				if on {
					r.says(status(http.StatusServiceUnavailable, "Retry-After", "1"))
				}
			},
		}
	})
}

func TestMessageIsTheDocumentOfTheStandard(t *testing.T) {
	r := newReceiver(t)
	h := hook(t, r.config(""))
	for range 2 {
		if err := h.Do(t.Context(), message("msg_1")); err != nil {
			t.Fatalf("Do = %v, want nil", err)
		}
	}
	tries := r.requests()
	if len(tries) != 2 || tries[0].header.Get("webhook-id") != "msg_1" || tries[1].header.Get("webhook-id") != "msg_1" {
		t.Fatalf("two tries of one message: got %v, want the same webhook-id in both", tries)
	}
	const want = `{"type":"rule.coffee_gift","timestamp":"2026-05-09T11:00:45Z","data":{"rule":"coffee-gift","text":"\u003c\u0026\u003e é"}}`
	if got := tries[0].body; got != want {
		t.Errorf("body = %s, want %s", got, want)
	}
	stamp, err := strconv.ParseInt(tries[0].header.Get("webhook-timestamp"), 10, 64)
	if age := time.Since(time.Unix(stamp, 0)); err != nil || age < 0 || age > time.Minute {
		t.Errorf("webhook-timestamp %d is %v old (%v), want that of the try", stamp, age, err)
	}
	if h := h.Health(); !h.Up || h.Accepted != 2 || h.Refused != 0 || h.Problem != "" {
		t.Errorf("health %+v, want up with 2 accepted", h)
	}
}

// The library that receivers use is the judge: it knows nothing of ours.
func TestReceiversLibraryVerifiesUnderEachSecretAndNothingElse(t *testing.T) {
	r := newReceiver(t)
	h := hook(t, r.config(""))
	if err := h.Do(t.Context(), message("msg_1")); err != nil {
		t.Fatal(err)
	}
	sent := r.requests()[0]
	headers := map[string]string{}
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		headers[name] = sent.header.Get(name)
	}
	with := func(name, value string) map[string]string {
		changed := map[string]string{name: value}
		for k, v := range headers {
			if k != name {
				changed[k] = v
			}
		}
		return changed
	}
	old, _ := strconv.ParseInt(headers["webhook-timestamp"], 10, 64)
	peer := devicetest.Node(t, "testdata/verify.cjs")
	for _, row := range []struct {
		what, secret string
		headers      map[string]string
		body, want   string
	}{
		{"the new secret", secretOf("n"), headers, sent.body, "good rule.coffee_gift"},
		{"the old secret", secretOf("o"), headers, sent.body, "good rule.coffee_gift"},
		{"another secret", secretOf("x"), headers, sent.body, "bad"},
		{"a changed body", secretOf("n"), headers, strings.Replace(sent.body, "coffee-gift", "coffee-gifu", 1), "bad"},
		{"another id", secretOf("n"), with("webhook-id", "msg_2"), sent.body, "bad"},
		{"a later time", secretOf("n"), with("webhook-timestamp", strconv.FormatInt(old+1, 10)), sent.body, "bad"},
		{"half a signature", secretOf("n"), with("webhook-signature", headers["webhook-signature"][:20]), sent.body, "bad"},
	} {
		line, err := json.Marshal(map[string]any{"secret": row.secret, "headers": row.headers, "body": row.body})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := peer.In.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
		if got := peer.Line(); !strings.HasPrefix(got, row.want) {
			t.Errorf("verify with %s: got %q, want %q", row.what, got, row.want)
		}
	}
}

func TestIDTellsOneCauseFromAnotherAndNothingElse(t *testing.T) {
	const cause = "coffee-gift|ada|1/2"
	id := webhook.ID([]byte("secret"), cause)
	if again := webhook.ID([]byte("secret"), cause); id != again {
		t.Errorf("the id of one cause = %s, then %s, want the same", id, again)
	}
	for what, other := range map[string]string{
		"another cause":  webhook.ID([]byte("secret"), "coffee-gift|bo|1/2"),
		"another secret": webhook.ID([]byte("tercse"), cause),
	} {
		if id == other {
			t.Errorf("%s has the same id %s", what, id)
		}
	}
	if strings.ContainsAny(id, ".|") || strings.Contains(id, "ada") {
		t.Errorf("id = %s, want one without a full stop and without the person", id)
	}
}

func TestWhatNoReceiverCouldTakeIsNotSent(t *testing.T) {
	r := newReceiver(t)
	h := hook(t, r.config(""))
	long, stop, header, broken := message("msg_1"), message("msg.1"), message("msg_1\r\nx: y"), message("msg_1")
	long.Data = []byte(`"` + strings.Repeat("x", 20<<10) + `"`)
	broken.Data = []byte(`{"half":`)
	for what, m := range map[string]webhook.Message{
		"20 KB": long, "a full stop in the id": stop, "a header in the id": header, "no id": {Type: "x"}, "broken data": broken,
	} {
		if err := h.Do(t.Context(), m); !devices.IsPermanent(err) || devices.OutcomeOf(err) != devices.Refused {
			t.Errorf("Do with %s = %v, want refused for good", what, err)
		}
	}
	if n := len(r.requests()); n != 0 {
		t.Errorf("requests: %d, want none", n)
	}
}

func TestSecretsAreReadStrictlyAndNeverShown(t *testing.T) {
	good := secretOf("n")
	for what, secrets := range map[string][]string{
		"none":         nil,
		"no prefix":    {good[6:]},
		"short":        {good[:20]},
		"not base64":   {good[:12] + "!" + good[13:]},
		"the second":   {good, "whsec_hunter2"},
		"far too long": {"whsec_" + strings.Repeat("QUJD", 40)},
	} {
		_, err := webhook.New(webhook.Config{Name: "crm", URL: "https://example.com", Secrets: secrets}, nil)
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), good[8:]) {
			t.Errorf("New with %s = %v, want an error without the secret", what, err)
		}
	}
}
