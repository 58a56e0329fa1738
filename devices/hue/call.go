package hue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/amimof/huego"

	"foyer/devices"
)

// Error types of CLIP v1 that mean something to us.
const (
	unauthorized = 1
	isOff        = 201 // not an error to us: the lamp is off, so switch it on
	internal     = 901 // and above: the bridge is too busy
)

// reply is one answer to a PUT: for each parameter a success or an error.
type reply []struct {
	Success map[string]json.RawMessage `json:"success"`
	Error   *struct {
		Type        int    `json:"type"`
		Address     string `json:"address"`
		Description string `json:"description"`
	} `json:"error"`
}

// put sends one command by our own encoder. It reports that the lamp was off
// apart from errors, because the rest of the command may have been taken.
func (b *Bridge) put(ctx context.Context, path string, c command) (off bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, b.config.URL+"/api/"+b.key()+path, bytes.NewReader(c.body()))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", "application/json")
	raw, err := fetch(req)
	if err != nil {
		return false, bare(err)
	}
	return judge(raw)
}

// fetch does one request over the connections huego uses, too.
func fetch(req *http.Request) ([]byte, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	return io.ReadAll(res.Body)
}

// judge reads the answer to a PUT.
func judge(raw []byte) (off bool, err error) {
	var answers reply
	if json.Unmarshal(raw, &answers) != nil || len(answers) == 0 {
		return false, &Broken{What: fmt.Sprintf("%.40q", raw)}
	}
	for _, a := range answers {
		switch {
		case a.Error == nil && a.Success == nil:
			return off, &Broken{What: fmt.Sprintf("%.40q", raw)}
		case a.Error == nil:
		case a.Error.Type == isOff:
			off = true
		default:
			err = errors.Join(err, typed(a.Error.Type, a.Error.Address, a.Error.Description))
		}
	}
	return off, err
}

// typed makes an error of what the bridge said.
func typed(kind int, address, description string) error {
	if kind >= internal {
		return &Busy{Status: kind}
	}
	return devices.Permanent(&huego.APIError{Type: kind, Address: address, Description: description})
}

// sound makes one kind of error of all that huego returns.
func sound(err error) error {
	if said, is := errors.AsType[*huego.APIError](err); is {
		return typed(said.Type, said.Address, said.Description)
	}
	return bare(err)
}

// bare takes the address out of an error of net/http: it has our key in it,
// and keys do not belong in logs.
func bare(err error) error {
	if e, is := errors.AsType[*url.Error](err); is {
		return e.Err
	}
	return err
}

// isDenied tells whether the bridge does not know our key.
func isDenied(err error) bool {
	said, is := errors.AsType[*huego.APIError](err)
	return is && said.Type == unauthorized
}
