package hue

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/amimof/huego"

	"foyer/devices"
)

// verdict tells a Do how its try went, and after which wait the next makes
// sense: what the bridge refused was certainly not done, what it did not
// answer may have been.
func verdict(err error, rest time.Duration) error {
	if devices.IsPermanent(err) {
		return err
	}
	if dial, is := errors.AsType[*net.OpError](err); isBusy(err) || is && dial.Op == "dial" || errors.Is(err, ErrCertificate) {
		err = devices.Unsent(err)
	}
	return devices.After(err, max(rest, 0))
}

func isBusy(err error) bool {
	_, is := errors.AsType[*Busy](err)
	return is
}

// probe asks what the bridge has room for: the cheapest question that needs
// our key and no radio. Any answer of a bridge will do, but that it does not
// know us.
func (b *Bridge) probe(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.config.URL+"/api/"+b.key()+"/capabilities", nil)
	if err != nil {
		return err
	}
	raw, err := fetch(req)
	if err != nil {
		return bare(err)
	}
	var whole map[string]json.RawMessage
	if json.Unmarshal(raw, &whole) == nil && len(whole) > 0 {
		return nil
	}
	_, err = judge(raw)
	if said, is := errors.AsType[*huego.APIError](err); is && said.Type != unauthorized {
		return nil
	}
	if err == nil {
		return &Broken{What: "an answer to another question"}
	}
	return err
}
