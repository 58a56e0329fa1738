package hue

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ErrCertificate says that someone answers who is not the bridge we paired with.
var ErrCertificate = errors.New("another certificate than when we paired")

// anyone is the pin of the first meeting, when the certificate is learned. The
// person who pairs stands before the bridge.
const anyone = "anyone"

// Pinned is how the certificate is judged. A bridge signs its own, with its id
// as the common name and no other, so the usual way cannot work: it must be
// the very certificate of the pairing, "<bridge id>:<SHA-256 of it>".
func Pinned(pin string) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // VerifyConnection does it
		VerifyConnection: func(c tls.ConnectionState) error {
			if pin == anyone {
				return nil
			}
			if len(c.PeerCertificates) == 0 || pinOf(c.PeerCertificates[0]) != pin {
				return ErrCertificate
			}
			return nil
		},
	}
}

func pinOf(leaf *x509.Certificate) string {
	sum := sha256.Sum256(leaf.Raw)
	return strings.ToLower(leaf.Subject.CommonName) + ":" + hex.EncodeToString(sum[:])
}

// learn meets a bridge for the first time and returns its id and its pin: its
// certificate must name the id the bridge itself tells. Without TLS there is
// nothing to pin, so an id that it does not tell is not missed.
func learn(ctx context.Context, url string) (Paired, error) {
	if !strings.HasPrefix(url, "https://") {
		met, _ := meet(ctx, url, 2*time.Second)
		return met, nil
	}
	return meet(ctx, url, 5*time.Second)
}

func meet(ctx context.Context, url string, limit time.Duration) (Paired, error) {
	ctx, cancel := request(ctx, anyone, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/config", nil)
	if err != nil {
		return Paired{}, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return Paired{}, bare(err)
	}
	defer func() { _ = res.Body.Close() }()
	var told struct {
		ID string `json:"bridgeid"`
	}
	if err := json.NewDecoder(res.Body).Decode(&told); err != nil || !isHex(told.ID, 8) || told.ID == "" {
		return Paired{}, &Broken{What: "no bridge id"}
	}
	met := Paired{Bridge: strings.ToLower(told.ID)}
	if res.TLS == nil {
		return met, nil
	}
	leaf := res.TLS.PeerCertificates[0]
	if !strings.EqualFold(leaf.Subject.CommonName, told.ID) {
		return Paired{}, fmt.Errorf("its certificate is that of %q, but it says it is %q", leaf.Subject.CommonName, told.ID)
	}
	met.Pin = pinOf(leaf)
	return met, nil
}
