package clip

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"foyer/devices"
	"foyer/devices/hue"
)

const (
	root = "/clip/v2/resource"
	// replyLimit bounds a reply; everything of a full bridge is some 500 kB.
	replyLimit = 8 << 20
	// busyRest is the pause after the bridge said that it takes nothing.
	busyRest = time.Second
)

// refusal is what the bridge refused for good, with its reason.
type refusal struct {
	status int
	what   string
}

// Error names the status and the bridge's own words.
func (r *refusal) Error() string {
	return fmt.Sprintf("the bridge refused it (%d): %s", r.status, r.what)
}

// refusedAs tells whether err is a refusal by this status.
func refusedAs(err error, status int) bool {
	r, is := errors.AsType[*refusal](err)
	return is && r.status == status
}

// isDenied tells whether the bridge does not know our key.
func isDenied(err error) bool { return refusedAs(err, http.StatusUnauthorized) }

// envelope is every answer of CLIP v2.
type envelope struct {
	Errors []struct {
		Description string `json:"description"`
	} `json:"errors"`
	Data []json.RawMessage `json:"data"`
}

// ask asks for resources.
func (b *Bridge) ask(ctx context.Context, path string) ([]resource, error) {
	raw, err := b.call(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	return decode(raw), nil
}

// call does one request and books how the bridge answered.
func (b *Bridge) call(ctx context.Context, method, path string, body any) (e envelope, err error) {
	if err := b.unpaired(); err != nil {
		return envelope{}, err
	}
	status, _, raw, err := b.send(ctx, method, path, body)
	if err == nil {
		e, err = judge(status, method, raw)
	}
	b.heard(ctx, err)
	return e, err
}

// send does one request; a connection that failed is not used again.
func (b *Bridge) send(ctx context.Context, method, path string, body any) (status int, head http.Header, raw []byte, err error) {
	a := b.access.Load()
	req, err := http.NewRequestWithContext(ctx, method, b.config.URL+path, encode(body))
	if err != nil {
		return 0, nil, nil, err
	}
	req.Header.Set("hue-application-key", a.Key)
	req.Header.Set("Content-Type", "application/json")
	res, err := a.asks.Do(req)
	if err != nil {
		a.asks.CloseIdleConnections()
		return 0, nil, nil, unsent(err)
	}
	defer func() { _ = res.Body.Close() }()
	if raw, err = io.ReadAll(io.LimitReader(res.Body, replyLimit)); err != nil {
		a.asks.CloseIdleConnections()
		return 0, nil, nil, fmt.Errorf("the reply was cut short: %w", err)
	}
	return res.StatusCode, res.Header, raw, nil
}

// identity is who we are in the bridge's eyes, as streams name it. Older
// firmware does not tell, and means the key.
func (b *Bridge) identity(ctx context.Context) (string, error) {
	if err := b.unpaired(); err != nil {
		return "", err
	}
	status, head, raw, err := b.send(ctx, http.MethodGet, "/auth/v1", nil)
	if err == nil && status != http.StatusOK {
		_, err = judge(status, http.MethodGet, raw)
	}
	b.heard(ctx, err)
	if err != nil {
		return "", err
	}
	return cmp.Or(head.Get("hue-application-id"), b.access.Load().Key), nil
}

func encode(body any) io.Reader {
	if body == nil {
		return http.NoBody
	}
	raw, _ := json.Marshal(body) // plain fields and finite floats
	return bytes.NewReader(raw)
}

// unsent marks what certainly did not arrive, and takes the address out.
func unsent(err error) error {
	if e, is := errors.AsType[*url.Error](err); is {
		err = e.Err
	}
	if dial, is := errors.AsType[*net.OpError](err); is && dial.Op == "dial" || errors.Is(err, hue.ErrCertificate) {
		return devices.Unsent(err)
	}
	return err
}

// judge makes one of our errors of what the bridge answered. 207 says that
// some lamps did not hear it: that is told by their own resources.
func judge(status int, method string, raw []byte) (envelope, error) {
	var e envelope
	sound := json.Unmarshal(raw, &e) == nil && e.Data != nil
	switch {
	case status == http.StatusInsufficientStorage:
		return e, devices.Permanent(&refusal{status, "it has no room for one more scene; delete some in the Hue app"})
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return e, devices.After(devices.Unsent(&hue.Busy{Status: status}), busyRest)
	case status == http.StatusForbidden && method == http.MethodGet:
		return e, devices.Permanent(&refusal{http.StatusUnauthorized, "it does not know our key"})
	case status >= http.StatusBadRequest:
		return e, devices.Permanent(&refusal{status, e.said()})
	case !sound:
		return e, &hue.Broken{What: fmt.Sprintf("%.40q", raw)}
	}
	return e, nil
}

func (e envelope) said() string {
	if len(e.Errors) == 0 || e.Errors[0].Description == "" {
		return "without a reason"
	}
	return e.Errors[0].Description
}

// request is one change that the bridge is asked for.
type request struct {
	method, path string
	body         any
	made         string // the id of what a POST has made
}

// writer does changes; they are paced around it.
type writer struct{ b *Bridge }

// Do asks for one change.
func (w writer) Do(ctx context.Context, r *request) error {
	e, err := w.b.call(ctx, r.method, r.path, r.body)
	w.b.wrote(err)
	if err != nil || r.method != http.MethodPost {
		return err
	}
	var made ref
	if len(e.Data) == 0 || json.Unmarshal(e.Data[0], &made) != nil || made.ID == "" {
		return &hue.Broken{What: "a new resource without an id"}
	}
	r.made = made.ID
	return nil
}

// put asks for one change of a resource that is there.
func (b *Bridge) put(ctx context.Context, kind, id string, body any) error {
	return b.writes.Do(ctx, &request{method: http.MethodPut, path: root + "/" + kind + "/" + id, body: body})
}
