package wallet_test

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"image/png"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/devices/devicetest"
	"foyer/devices/wallet"
)

const passType = "pass.events.foyer.demo"

// papers are an authority of our own, as Apple's: a root, the intermediate it
// signed, and the certificate of one pass type.
type papers struct {
	root, wwdr, signer *x509.Certificate
	key                crypto.Signer
}

func newPapers(t testing.TB) papers {
	t.Helper()
	rootKey, wwdrKey := ecKey(t), ecKey(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	var p papers
	p.root = issue(t, authority("Our root"), nil, rootKey, rootKey)
	p.wwdr = issue(t, authority("Our developer relations"), p.root, wwdrKey, rootKey)
	p.signer = issue(t, &x509.Certificate{Subject: pkix.Name{
		CommonName: "Pass Type ID: " + passType, OrganizationalUnit: []string{"FOYERTEAM1"},
		ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}, Value: passType}},
	}, KeyUsage: x509.KeyUsageDigitalSignature}, p.wwdr, key, wwdrKey)
	p.key = key
	return p
}

func ecKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func authority(name string) *x509.Certificate {
	return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
}

// issue signs a certificate; a nil parent is the certificate itself.
func issue(t testing.TB, c, parent *x509.Certificate, key, by crypto.Signer) *x509.Certificate {
	t.Helper()
	c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (p papers) config(t testing.TB) wallet.Config {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		t.Fatal(err)
	}
	return wallet.Config{
		PassType: passType, Team: "FOYERTEAM1", Organisation: "Pier West",
		Certificate: pemOf("CERTIFICATE", p.signer.Raw), Key: pemOf("PRIVATE KEY", der), WWDR: p.wwdr.Raw, // Apple gives it as DER
	}
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func offer() wallet.Offer {
	return wallet.Offer{
		Serial: "serial-1", Title: "A coffee on us", Note: "At any Starbucks", Code: "CODE-0001",
		Expires: time.Date(2026, 5, 31, 23, 59, 0, 0, time.FixedZone("PDT", -7*3600)),
		Beacons: []wallet.Beacon{{UUID: "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001", Major: 1, Minor: 2, Text: "Coffee east"}},
	}
}

// pass makes a pass and returns its files, and their names in order.
func pass(t testing.TB, p papers, o wallet.Offer) (files map[string][]byte, names []string) {
	t.Helper()
	m, err := wallet.New(p.config(t), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	packed, err := m.Pass(o)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name], names = body, append(names, f.Name)
	}
	return files, names
}

func TestPassIsWhatAPhoneReads(t *testing.T) {
	files, names := pass(t, newPapers(t), offer())
	want := []string{"pass.json", "icon.png", "icon@2x.png", "icon@3x.png", "manifest.json", "signature"}
	if !slices.Equal(names, want) {
		t.Errorf("files of a pass: %v, want %v", names, want)
	}
	const document = `{"formatVersion":1,"passTypeIdentifier":"pass.events.foyer.demo","teamIdentifier":"FOYERTEAM1","serialNumber":"serial-1",` +
		`"organizationName":"Pier West","description":"A coffee on us","logoText":"Pier West",` +
		`"backgroundColor":"rgb(28, 34, 54)","foregroundColor":"rgb(255, 255, 255)","labelColor":"rgb(255, 190, 92)",` +
		`"expirationDate":"2026-05-31T23:59:00-07:00","sharingProhibited":true,` +
		`"barcodes":[{"format":"PKBarcodeFormatQR","message":"CODE-0001","messageEncoding":"utf-8","altText":"CODE-0001"}],` +
		`"beacons":[{"proximityUUID":"5AF5E05A-6F1E-4F2B-9F52-0C86A0F0C001","major":1,"minor":2,"relevantText":"Coffee east"}],` +
		`"coupon":{"primaryFields":[{"key":"offer","value":"A coffee on us"}],"secondaryFields":[{"key":"note","label":"Where","value":"At any Starbucks"}],` +
		`"backFields":[{"key":"code","label":"Code","value":"CODE-0001"}]}}`
	if got := string(files["pass.json"]); got != document {
		t.Errorf("pass.json:\n got %s\nwant %s", got, document)
	}
	for name, size := range map[string]int{"icon.png": 29, "icon@2x.png": 58, "icon@3x.png": 87} {
		icon, err := png.DecodeConfig(bytes.NewReader(files[name]))
		if err != nil || icon.Width != size || icon.Height != size {
			t.Errorf("%s: %dx%d, %v, want %d pixels each way", name, icon.Width, icon.Height, err, size)
		}
	}
}

func TestManifestHasTheSumOfEachFile(t *testing.T) {
	files, _ := pass(t, newPapers(t), offer())
	var manifest map[string]string
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest) != len(files)-2 {
		t.Errorf("manifest: %d files, want all but itself and the signature, %d", len(manifest), len(files)-2)
	}
	for name, sum := range manifest {
		if got := sha1.Sum(files[name]); hex.EncodeToString(got[:]) != sum {
			t.Errorf("manifest: %s of %s, want %x", sum, name, got)
		}
	}
}

// OpenSSL is the judge, as a phone would be, with our root instead of Apple's.
func TestOpenSSLVerifiesTheSignatureAndNotAfterAChange(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		devicetest.Lacks(t, "openssl")
	}
	p := newPapers(t)
	files, _ := pass(t, p, offer())
	folder := t.TempDir()
	write := func(name string, body []byte) string {
		at := filepath.Join(folder, name)
		if err := os.WriteFile(at, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	root := write("root.pem", pemOf("CERTIFICATE", p.root.Raw))
	stranger := write("stranger.pem", pemOf("CERTIFICATE", newPapers(t).root.Raw))
	signature := write("signature", files["signature"])
	manifest := write("manifest.json", files["manifest.json"])
	changed := write("changed.json", bytes.Replace(files["manifest.json"], []byte(`"icon.png":"`), []byte(`"icon.png":"0`), 1))
	for _, row := range []struct {
		what, content, authority string
		good                     bool
	}{
		{"as it was signed", manifest, root, true},
		{"a changed manifest", changed, root, false},
		{"another authority", manifest, stranger, false},
	} {
		said, err := exec.CommandContext(t.Context(), "openssl", "smime", "-verify", "-binary", "-inform", "DER", "-in", signature,
			"-content", row.content, "-CAfile", row.authority, "-purpose", "any").CombinedOutput()
		if (err == nil) != row.good || row.good && !strings.Contains(string(said), "Verification successful") {
			t.Errorf("openssl smime -verify, %s: %v, %s, want good: %v", row.what, err, said, row.good)
		}
	}
	shown, err := exec.CommandContext(t.Context(), "openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", signature).CombinedOutput()
	if err != nil || !strings.Contains(string(shown), "signingTime") || strings.Count(string(shown), "cert_info") != 2 {
		t.Errorf("openssl cms -print: %v, want the time of signing and both certificates in\n%s", err, shown)
	}
}

func TestPassOfAThingWithoutCodeShowsNoBarcode(t *testing.T) {
	files, _ := pass(t, newPapers(t), wallet.Offer{Serial: "s", Title: "A recovery kit", Note: "Registration"})
	for _, absent := range []string{"barcodes", "expirationDate", "beacons", "backFields"} {
		if strings.Contains(string(files["pass.json"]), absent) {
			t.Errorf("pass of a thing without a code, an end and beacons holds %s: %s", absent, files["pass.json"])
		}
	}
}

func TestPhoneIsGivenTenBeaconsAtMost(t *testing.T) {
	o := offer()
	for minor := range 30 {
		o.Beacons = append(o.Beacons, wallet.Beacon{UUID: o.Beacons[0].UUID, Major: 7, Minor: uint16(minor)})
	}
	files, _ := pass(t, newPapers(t), o)
	if n := strings.Count(string(files["pass.json"]), "proximityUUID"); n != 10 {
		t.Errorf("beacons of a venue with 31: %d, want 10", n)
	}
}

func TestPapersThatDoNotFitAreNamedBeforeAnyPassIsMade(t *testing.T) {
	p, other := newPapers(t), newPapers(t)
	for what, row := range map[string]struct {
		change func(*wallet.Config)
		later  time.Duration
		want   string
	}{
		"another key":         {func(c *wallet.Config) { c.Key = other.config(t).Key }, 0, "the key is not that of the certificate"},
		"another wwdr":        {func(c *wallet.Config) { c.WWDR = other.wwdr.Raw }, 0, "was not signed by this wwdr"},
		"another pass type":   {func(c *wallet.Config) { c.PassType = "pass.x" }, 0, "for the pass type " + passType},
		"another team":        {func(c *wallet.Config) { c.Team = "OTHERTEAM1" }, 0, "of the team FOYERTEAM1"},
		"a year later":        {func(*wallet.Config) {}, 365 * 24 * time.Hour, "is valid from"},
		"a text for a key":    {func(c *wallet.Config) { c.Key = []byte("secret words") }, 0, "no private key without a password"},
		"no certificate":      {func(c *wallet.Config) { c.Certificate = nil }, 0, "this is no certificate"},
		"a key as the wwdr":   {func(c *wallet.Config) { c.WWDR = c.Key }, 0, "wwdr: this is no certificate"},
		"a certificate twice": {func(c *wallet.Config) { c.WWDR = c.Certificate }, 0, "was not signed by this wwdr"},
	} {
		c := p.config(t)
		row.change(&c)
		_, err := wallet.New(c, time.Now().Add(row.later))
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "secret words") {
			t.Errorf("New with %s = %v, want %q and no word of the key", what, err, row.want)
		}
	}
}

func TestBeaconsAreReadAsTheVenueFileHasThem(t *testing.T) {
	for written, good := range map[string]bool{
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-65535": true,
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-65536": false,
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1":       false,
		"":                                             false,
		"1-2-3-4-5-6-7":                                false,
	} {
		b, err := wallet.ParseBeacon(written)
		if (err == nil) != good || good && (b.UUID != written[:36] || b.Major != 1 || b.Minor != 65535) {
			t.Errorf("ParseBeacon(%q) = %+v, %v, want good: %v", written, b, err, good)
		}
	}
}
