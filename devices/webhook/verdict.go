package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"foyer/devices"
)

// answer is what came back for one try.
type answer struct {
	status int           // 0 = none came
	wait   time.Duration // Retry-After
	err    error         // why none came
	sent   bool          // the request, or a part of it, had left
}

// ask makes one try. The status is the answer; the body is read only so that
// the connection can be used again.
func (h *Hook) ask(ctx context.Context, id string, body []byte) answer {
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	r, err := h.request(traced, id, body, time.Now())
	if err != nil {
		return answer{err: err}
	}
	response, err := h.client.Do(r)
	if err != nil {
		return answer{err: bare(err), sent: sent.Load()}
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, answerLimit))
	return answer{status: response.StatusCode, wait: retryAfter(response.Header.Get("Retry-After"), time.Now()), sent: true}
}

// bare is err without the address, whose path may be a key to the hook.
func bare(err error) error {
	if wrapped, is := errors.AsType[*url.Error](err); is {
		return wrapped.Err
	}
	return err
}

// patienceLimit bounds what a receiver can ask of us.
const patienceLimit = time.Hour

// retryAfter reads RFC 9110, 10.2.3: seconds, or a date.
func retryAfter(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(0, wait), patienceLimit)
}

// act does what an answer asks, and gives it as the driver's word.
func (h *Hook) act(ctx context.Context, said answer) error {
	err := fmt.Errorf("webhook %s: %w", h.config.Name, said.word())
	switch s := said.status; {
	case s >= 200 && s < 300:
		h.accepted()
		return nil
	case s == http.StatusGone:
		h.leave()
		return devices.Permanent(err)
	case s >= 300 && s < 400:
		h.told(fmt.Sprintf("It answers that it has moved (status %d). Redirects are not followed: write its new address into the venue file.", s))
		return devices.Permanent(err)
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		h.rest(err, said.wait, fmt.Sprintf("It is busy (status %d).", s))
		return devices.After(devices.Unsent(err), said.wait)
	case s >= 400 && s < 500 && s != http.StatusRequestTimeout && s != http.StatusTooEarly:
		h.told(fmt.Sprintf("It refused the last webhook (status %d): check its address and its secret.", s))
		return devices.Permanent(err)
	}
	if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) { // else we are leaving, which is no fault of theirs
		h.down(h.problem(said))
	}
	if !said.sent {
		err = devices.Unsent(err)
	}
	return devices.After(err, said.wait)
}

// word is an answer as an error.
func (s answer) word() error {
	if s.err != nil {
		return s.err
	}
	return fmt.Errorf("status %d", s.status)
}

// problem is why a try came to nothing, for an organizer.
func (h *Hook) problem(said answer) string {
	err := said.err
	_, unknown := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case errors.Is(err, errOwn):
		return fmt.Sprintf("%s leads to an address of an own network. If the receiver stands in the venue, write `private: true` for it; else check the name server.", h.host)
	case errors.Is(err, errOpen):
		return h.host + " is on the internet: write https, so that what is told is encrypted."
	case unknown:
		return h.host + " shows a certificate that this machine does not trust. Nothing is told until it shows a good one, or the venue file names its `ca`."
	case record, errors.Is(err, http.ErrSchemeMismatch):
		return h.host + " does not speak https on this port."
	case errors.Is(err, context.DeadlineExceeded):
		return h.host + " does not answer."
	case err != nil:
		return h.host + " cannot be reached, or its answer cannot be read."
	}
	return fmt.Sprintf("%s has a fault of its own (status %d).", h.host, said.status)
}
