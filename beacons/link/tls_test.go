package link

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
)

func TestLinkSpeaksTLSAndChecksTheBroker(t *testing.T) {
	cert, key, pool := certificate(t)
	broker := brokertest.Start(t, "certfile "+cert, "keyfile "+key)
	url := strings.Replace(broker.URL, "tcp:", "mqtts:", 1)
	l := run(t, Options{URL: url, Client: "c", TLS: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, Subscribe: []Filter{{"t", 1}}})
	wait(t, "the connect", l.up)
	l.publish("t", "over TLS", 0)
	if d := wait(t, "the message", l.heard); string(d.Body) != "over TLS" {
		t.Errorf("heard %q", d.Body)
	}
	l.end()

	stranger := run(t, Options{URL: url, Client: "s"})
	for !strings.Contains(stranger.Health().Problem, "certificate") {
		select {
		case <-stranger.up:
			t.Fatal("a link without the broker's authority connected")
		case <-time.After(time.Millisecond):
		}
	}
	stranger.end()
}

// certificate makes a certificate of 127.0.0.1 that is its own authority.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(public)
	return write(t, "cert.pem", public), write(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})), pool
}

func write(t *testing.T, name string, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
