package wled

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"foyer/devices"
)

// longestReply bounds what is read of an answer. The state of 32 segments has
// about 10 kB.
const longestReply = 256 << 10

var (
	errUnasked = errors.New("it has not been asked yet")
	errForeign = errors.New("it does not speak as a WLED does")
	errBusy    = errors.New("it is too busy")
)

// post tells the WLED a state and returns the one it is in then; nil = it took
// it and does not say.
func (s *Strip) post(ctx context.Context, told state) (*state, error) {
	body, _ := json.Marshal(told) // plain fields: it always encodes
	return s.call(ctx, http.MethodPost, body)
}

func (s *Strip) call(ctx context.Context, method string, body []byte) (*state, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.config.URL+"/json/state", bytes.NewReader(body))
	if err != nil {
		return nil, devices.Permanent(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := s.http.Do(req)
	if err != nil {
		return nil, unanswered(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, longestReply))
	if err != nil {
		return nil, err // half a reply: what it did is not known
	}
	return judge(res, raw)
}

// unanswered marks the error of a request that got no answer: what could not
// be dialled was certainly not told.
func unanswered(err error) error {
	if e, is := errors.AsType[*url.Error](err); is {
		err = e.Err
	}
	if dial, is := errors.AsType[*net.OpError](err); is && dial.Op == "dial" {
		return devices.Unsent(err)
	}
	return err
}

// judge reads an answer. Nothing here is for good: what answers otherwise than
// a WLED today may be one tomorrow, and the look stays wanted.
func judge(res *http.Response, raw []byte) (*state, error) {
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable:
		return nil, devices.After(devices.Unsent(errBusy), pauseOf(res))
	case res.StatusCode >= http.StatusInternalServerError: // it may have fallen over our state
		return nil, fmt.Errorf("%w: %s", errForeign, res.Status)
	case res.StatusCode != http.StatusOK:
		return nil, devices.Unsent(fmt.Errorf("%w: %s", errForeign, res.Status))
	}
	var said struct {
		Success bool `json:"success"` // all that an old one says
		state
	}
	switch err := json.Unmarshal(raw, &said); {
	case err != nil, !said.Success && said.Segs == nil:
		return nil, fmt.Errorf("%w: %.40q", errForeign, raw)
	case said.Segs == nil:
		return nil, nil //nolint:nilnil // it took it, and does not say how it is
	}
	return &said.state, nil
}

// pauseOf is how long a busy WLED asks to be left alone; it never says so
// itself, but what stands before it may.
func pauseOf(res *http.Response) time.Duration {
	seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return time.Second
	}
	return min(time.Duration(seconds)*time.Second, time.Minute)
}
