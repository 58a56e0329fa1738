package main

import (
	"archive/zip"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// papers writes a certificate of a pass type, its key and its authority into
// the venue's folder.
func (s *site) papers() {
	s.tb.Helper()
	var keys [2]*ecdsa.PrivateKey
	for i := range keys {
		var err error
		if keys[i], err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			s.tb.Fatal(err)
		}
	}
	wwdr := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Our developer relations"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	signer := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Pass Type ID"}, NotBefore: wwdr.NotBefore, NotAfter: wwdr.NotAfter,
	}
	key, err := x509.MarshalPKCS8PrivateKey(keys[1])
	if err != nil {
		s.tb.Fatal(err)
	}
	s.add("pass.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	for file, of := range map[string]struct {
		c      *x509.Certificate
		public *ecdsa.PrivateKey
	}{"wwdr.cer": {wwdr, keys[0]}, "pass.cer": {signer, keys[1]}} {
		der, err := x509.CreateCertificate(rand.Reader, of.c, wwdr, of.public.Public(), keys[0])
		if err != nil {
			s.tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.folder, file), der, 0o600); err != nil {
			s.tb.Fatal(err)
		}
	}
}

// fetch asks for a pass with a personal key.
func (s *site) fetch(reward, key string) (status int, kind string, body []byte) {
	s.tb.Helper()
	r, err := http.NewRequestWithContext(s.tb.Context(), http.MethodGet, "http://"+s.client.at+"/v1/pass/"+reward, nil)
	if err != nil {
		s.tb.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if body, err = io.ReadAll(answer.Body); err != nil {
		s.tb.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Content-Type"), body
}

func TestRewardIsFetchedAsAPassByWhomItBelongsTo(t *testing.T) {
	s := newHookSite(t, newOutside(t), "wallet: {pass_type: pass.demo, team: FOYERTEAM1, certificate: file:pass.cer, key: file:pass.key, wwdr: file:wwdr.cer}\n")
	s.end()
	s.papers()
	s.set.clock = scaledClock{start: time.Date(2026, 5, 9, 20, 0, 0, 0, time.UTC), epoch: time.Now(), speed: 1} // codes end in May
	s.write(s.edit("      - webhook: {to: crm}\n", "      - reward: starbucks-5\n"))
	s.start()
	s.visits("bacon")
	keys, err := openLinks(s.config)
	if err != nil {
		t.Fatal(err)
	}
	status, kind, body := s.fetch("starbucks-5", keys.key("ada"))
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || status != http.StatusOK || kind != "application/vnd.apple.pkpass" {
		t.Fatalf("GET /v1/pass/starbucks-5: %d, %s, %v: %.200s", status, kind, err, body)
	}
	file, err := z.Open("pass.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"PKBarcodeFormatQR"`, `"5AF5E05A-6F1E-4F2B-9F52-0C86A0F0C001"`, `"starbucks-5"`} {
		if !strings.Contains(string(document), want) {
			t.Errorf("the pass lacks %s: %s", want, document)
		}
	}
	if strings.Contains(strings.ToLower(string(document)), "ada") {
		t.Errorf("the pass names the person: %s", document)
	}
	for what, ask := range map[string]struct {
		reward, key string
		want        int
	}{
		"nobody's key":         {"starbucks-5", "nonsense", http.StatusUnauthorized},
		"what they do not own": {"bacon-crown", keys.key("ada"), http.StatusNotFound},
	} {
		if status, _, said := s.fetch(ask.reward, ask.key); status != ask.want {
			t.Errorf("a pass with %s: %d %s, want %d", what, status, said, ask.want)
		}
	}
}
