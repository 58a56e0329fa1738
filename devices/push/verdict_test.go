package push

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"foyer/devices"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

const phone = "00000000000000000000000000000000000000000000000000000000000000a1"

// sender makes one that is never asked to reach anything.
func sender(t *testing.T, c Config) *APNs {
	t.Helper()
	s, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Host, c.Key, c.CA = s.URL(), s.Key(), s.CA()
	c.Topic, c.TeamID, c.KeyID = phones.Topic, phones.TeamID, phones.KeyID
	a, err := New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The table of statuses and reasons, as Apple documents them and as it is
// answered here. "stop" means that the sender leaves Apple alone for a while.
func TestEveryAnswerOfAppleIsUnderstood(t *testing.T) {
	const refused, unknown = devices.Refused, devices.Unknown
	since := time.Unix(1_700_000_000, 0)
	table := []struct {
		said      answer
		outcome   devices.Outcome
		permanent bool
		gone      bool
		stop      time.Duration
		wait      time.Duration
		up        bool
		problem   string // a part of it
	}{
		{said: answer{status: 200}, outcome: devices.Done, up: true},
		{said: answer{status: 400, reason: "BadDeviceToken"}, outcome: refused, permanent: true, up: true},
		{said: answer{status: 400, reason: "DeviceTokenNotForTopic"}, outcome: refused, permanent: true, up: true},
		{said: answer{status: 400, reason: "BadTopic"}, outcome: refused, permanent: true, up: true, problem: "BadTopic"},
		{said: answer{status: 400, reason: "PayloadEmpty"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 400, reason: "TopicDisallowed"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 400}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 403, reason: "ExpiredProviderToken"}, outcome: refused, stop: time.Minute, problem: "clock"},
		{said: answer{status: 403, reason: "InvalidProviderToken"}, outcome: refused, stop: time.Minute, problem: "key_id"},
		{said: answer{status: 403, reason: "MissingProviderToken"}, outcome: refused, stop: time.Minute, problem: "key_id"},
		{said: answer{status: 403, reason: "BadCertificate"}, outcome: refused, stop: time.Minute, problem: "refuses us"},
		{said: answer{status: 403, reason: "BadCertificateEnvironment"}, outcome: refused, stop: time.Minute, problem: "refuses us"},
		{said: answer{status: 403, reason: "Forbidden"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 404, reason: "BadPath"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 405, reason: "MethodNotAllowed"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 410, reason: "Unregistered", since: since}, outcome: refused, permanent: true, gone: true, up: true},
		{said: answer{status: 410, reason: "ExpiredToken", since: since}, outcome: refused, permanent: true, gone: true, up: true},
		{said: answer{status: 410}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 413, reason: "PayloadTooLarge"}, outcome: refused, permanent: true, up: true, problem: "malformed"},
		{said: answer{status: 429, reason: "TooManyRequests"}, outcome: refused, up: true},
		{said: answer{status: 429, reason: "TooManyRequests", wait: time.Second}, outcome: refused, wait: time.Second, up: true},
		{said: answer{status: 429, reason: "TooManyProviderTokenUpdates"}, outcome: refused, stop: 20 * time.Minute, problem: "too often"},
		{said: answer{status: 500, reason: "InternalServerError", sent: true}, outcome: unknown, problem: "do"},
		{said: answer{status: 503, reason: "ServiceUnavailable", sent: true}, outcome: refused, problem: "wait"},
		{said: answer{status: 503, reason: "Shutdown", sent: true, wait: time.Minute}, outcome: refused, wait: time.Minute, problem: "wait"},
		{said: answer{status: 502, sent: true}, outcome: unknown, problem: "502"},
		{said: answer{status: 301, sent: true}, outcome: unknown, problem: "301"},
		{said: answer{err: errors.New("connection refused")}, outcome: refused, problem: "connection refused"},
		{said: answer{err: errors.New("GOAWAY"), sent: true}, outcome: unknown, problem: "GOAWAY"},
	}
	for _, row := range table {
		name := strings.TrimSpace(row.said.reason + " " + errText(row.said))
		t.Run(name, func(t *testing.T) {
			var gone []string
			a := sender(t, Config{Gone: func(token string, at time.Time) {
				gone = append(gone, token)
				if !at.Equal(since) {
					t.Errorf("gone since %v, want %v", at, since)
				}
			}})
			err := a.act(rules.Push{Token: phone}, "", row.said)
			if busy := row.said.means(); row.said.status != 0 && (busy == appleBusy || busy == unclear) {
				if h := a.Health(); !h.Up {
					t.Errorf("one such answer: health %+v, want up: it is chance", h)
				}
				for range busyMany - 1 {
					err = a.act(rules.Push{Token: phone}, "", row.said)
				}
			}
			if got := devices.OutcomeOf(err); got != row.outcome || devices.IsPermanent(err) != row.permanent {
				t.Errorf("answered %v (%v, permanent %v), want %v, permanent %v", err, got, devices.IsPermanent(err), row.outcome, row.permanent)
			}
			if want := max(row.stop, row.wait); devices.NotBefore(err) != want {
				t.Errorf("asks to wait %v, want %v", devices.NotBefore(err), want)
			}
			if stopped := a.closed(time.Now()) != nil; stopped != (row.stop > 0) {
				t.Errorf("sender stopped: %v, want %v", stopped, row.stop > 0)
			}
			if (len(gone) == 1) != row.gone {
				t.Errorf("told gone: %v, want %v", gone, row.gone)
			}
			if h := a.Health(); h.Up != row.up || !strings.Contains(h.Problem, row.problem) || row.problem == "" && h.Problem != "" {
				t.Errorf("health %+v, want up %v and a problem with %q", h, row.up, row.problem)
			}
		})
	}
}

func errText(s answer) string {
	if err := s.word(); err != nil {
		return err.Error()
	}
	return "accepted"
}

func TestManyUnknownPhonesInARowAreAProblem(t *testing.T) {
	a := sender(t, Config{})
	unknown := answer{status: 400, reason: "BadDeviceToken"}
	for n := 1; n <= unknownMany; n++ {
		_ = a.act(rules.Push{}, "", unknown)
		if got, want := a.Health().Problem != "", n == unknownMany; got != want {
			t.Errorf("after %d unknown phones: problem %q", n, a.Health().Problem)
		}
	}
	_ = a.act(rules.Push{}, "", answer{status: 200})
	if h := a.Health(); h.Problem != "" || h.Accepted != 1 || h.Refused != unknownMany {
		t.Errorf("after one accepted: %+v, want no problem, 1 accepted, %d refused", h, unknownMany)
	}
}

func TestStoppedSenderOpensAgainByItself(t *testing.T) {
	a := sender(t, Config{})
	_ = a.act(rules.Push{}, "", answer{status: 403, reason: "InvalidProviderToken"})
	now := time.Now()
	if err := a.closed(now); devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) || devices.NotBefore(err) <= 0 {
		t.Errorf("stopped sender says %v, want unsent, temporary, with a wait", err)
	}
	if err := a.closed(now.Add(refusalPause + time.Second)); err != nil {
		t.Errorf("a minute later it says %v, want nil", err)
	}
}

func TestUUIDIsThatOfTheStandard(t *testing.T) {
	dns := [16]byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	if got, want := uuid5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2"; got != want {
		t.Errorf("uuid5(DNS, www.example.com) = %s, want %s (RFC 9562, A.4)", got, want)
	}
	if uuid("a") == uuid("b") {
		t.Error("two effects have one apns-id")
	}
}

func TestExpirationIsNeverZero(t *testing.T) {
	end := time.Unix(1_764_000_000, 0)
	for in, want := range map[time.Time]time.Time{{}: time.Unix(1, 0), time.Unix(0, 0): time.Unix(1, 0), end: end} {
		if got := expiration(in); !got.Equal(want) {
			t.Errorf("expiration(%v) = %v, want %v", in, got, want)
		}
	}
}

func TestRenewalIsNeverEarlierThanAppleAllows(t *testing.T) {
	a := sender(t, Config{})
	now := time.Now()
	used, err := a.bearer.ready(t.Context(), now)
	if err != nil || used == "" {
		t.Fatalf("ready = %q, %v", used, err)
	}
	if again, _ := a.bearer.ready(t.Context(), now.Add(39*time.Minute)); again != used {
		t.Error("39 minutes later there is another token, want the same")
	}
	if err := a.bearer.renew(t.Context(), used, now.Add(19*time.Minute)); !errors.Is(err, errTooSoon) {
		t.Errorf("renew after 19 minutes = %v, want %v", err, errTooSoon)
	}
	if err := a.bearer.renew(t.Context(), "another", now); err != nil {
		t.Errorf("renew of a token that someone renewed already = %v, want nil", err)
	}
	later, _ := a.bearer.ready(t.Context(), now.Add(41*time.Minute))
	if later == used {
		t.Error("41 minutes later there is the same token, want another")
	}
}
