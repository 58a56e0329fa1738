package bridge

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"time"
)

// bridgeID is who the bridge says it is.
const bridgeID = "001788FFFE000001"

func (c Config) listen() (net.Listener, error) {
	if !c.TLS {
		return net.Listen("tcp", c.Addr)
	}
	own, err := selfSigned(c.Now())
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", c.Addr, &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
}

// selfSigned is a new certificate, as a bridge makes when it is set up.
func selfSigned(now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	paper := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: strings.ToLower(bridgeID), Organization: []string{"Philips Hue"}, Country: []string{"NL"}},
		NotBefore:    now.AddDate(-1, 0, 0), NotAfter: now.AddDate(20, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, paper, paper, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, nil
}
