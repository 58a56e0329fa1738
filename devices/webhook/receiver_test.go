package webhook_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/devices/webhook"
)

// got is one request that a receiver had.
type got struct {
	header http.Header
	body   string
}

// receiver is a web server that takes webhooks, or answers as it is told.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	answer http.HandlerFunc // nil = 204
	worn   *tls.Config      // nil = its own certificate
	got    []got
}

func newReceiver(t testing.TB) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewUnstartedServer(r)
	r.Config.ErrorLog = log.New(io.Discard, "", 0) // faults are what the tests are about
	r.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.worn, nil
	}}
	r.StartTLS()
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP notes the request and answers.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	r.got = append(r.got, got{req.Header, string(body)})
	answer := r.answer
	r.mu.Unlock()
	if strings.Contains(string(body), "a bad one") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, req)
}

// says makes every answer the same from now on; nil = it takes them.
func (r *receiver) says(answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// requests are those it had, oldest first.
func (r *receiver) requests() []got {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]got(nil), r.got...)
}

// wear makes it show another certificate from the next connection on.
func (r *receiver) wear(c tls.Certificate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.worn = &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12}
}

func (r *receiver) ca() []byte { return pemOf(r.Certificate()) }

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

func secretOf(letter string) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

// config is a hook that leads to the receiver, at this address if not its own.
func (r *receiver) config(address string) webhook.Config {
	if address == "" {
		address = r.URL
	}
	return webhook.Config{
		Name: "crm", URL: address + "/in/token-in-the-path", Secrets: []string{secretOf("n"), secretOf("o")},
		Private: true, CA: r.ca(), Timeout: 2 * time.Second,
	}
}

func hook(t testing.TB, c webhook.Config) *webhook.Hook {
	t.Helper()
	h, err := webhook.New(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

func message(id string) webhook.Message {
	return webhook.Message{ID: id, Type: "rule.coffee_gift", At: time.Date(2026, 5, 9, 11, 0, 45, 0, time.UTC), Data: []byte(`{"rule":"coffee-gift","text":"<&> é"}`)}
}

// another is a certificate for the loopback that nobody has been told of.
func another(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "somebody else"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
