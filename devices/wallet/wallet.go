// Package wallet makes of a reward an Apple Wallet pass: a .pkpass file that a
// phone keeps, shows near our beacons without any app, and that survives a push
// that was lost. It promises that a pass holds the reward, its code and what
// the organizer wrote, and nothing of the person; that the same reward makes
// the same pass, so that a second one replaces the first; and that nothing is
// sent anywhere. It is the door to pkcs7. The shapes are those of Apple's
// Wallet Developer Guide and the PassKit package format reference.
package wallet

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/sha1" // what the manifest of a pass is made of
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/smallstep/pkcs7"
)

// Media is the MIME type by which a phone knows a pass.
const Media = "application/vnd.apple.pkpass"

// Config is who makes passes. Certificate, Key and WWDR are PEM or DER as
// Apple's pages give them; the key has no password.
type Config struct {
	PassType     string // "pass.com.example.event"
	Team         string // ten letters and digits
	Organisation string // what a phone calls the sender
	Certificate  []byte
	Key          []byte
	WWDR         []byte // Apple's intermediate that signed the certificate
}

// Maker makes passes. It is safe for use by many at once.
type Maker struct {
	config Config
	signer *x509.Certificate
	key    crypto.PrivateKey
	parent *x509.Certificate
	icons  []file
}

// Offer is one reward of one person.
type Offer struct {
	Serial  string    // the same reward of the same person has the same
	Title   string    // what it is
	Note    string    // where and how it is had; "" = nothing
	Code    string    // shown as a barcode and in letters; "" = none
	Expires time.Time // zero = never
	Beacons []Beacon  // near which a locked phone shows it; the first ten count
}

// Beacon is an iBeacon of the venue.
type Beacon struct {
	UUID         string
	Major, Minor uint16
	Text         string // what the phone says near it
}

// mostBeacons is how many a phone looks at.
const mostBeacons = 10

// New makes a maker. An error says what does not fit together, and when.
func New(c Config, now time.Time) (*Maker, error) {
	m := &Maker{config: c}
	var err error
	if m.signer, err = certificateOf(c.Certificate); err != nil {
		return nil, fmt.Errorf("wallet: certificate: %w", err)
	}
	if m.parent, err = certificateOf(c.WWDR); err != nil {
		return nil, fmt.Errorf("wallet: wwdr: %w", err)
	}
	if m.key, err = keyOf(c.Key); err != nil {
		return nil, fmt.Errorf("wallet: key: %w", err)
	}
	if err := m.fits(now); err != nil {
		return nil, fmt.Errorf("wallet: %w", err)
	}
	if m.icons, err = icons(); err != nil {
		return nil, fmt.Errorf("wallet: %w", err)
	}
	return m, nil
}

// Pass makes the .pkpass of an offer.
func (m *Maker) Pass(o Offer) ([]byte, error) {
	body, err := json.Marshal(m.document(o))
	if err != nil {
		return nil, fmt.Errorf("wallet: %w", err)
	}
	files := append([]file{{"pass.json", body}}, m.icons...)
	manifest, err := json.Marshal(sums(files))
	if err != nil {
		return nil, fmt.Errorf("wallet: %w", err)
	}
	signature, err := m.sign(manifest)
	if err != nil {
		return nil, fmt.Errorf("wallet: sign: %w", err)
	}
	return pack(append(files, file{"manifest.json", manifest}, file{"signature", signature}))
}

// file is one file of a pass.
type file struct {
	name string
	body []byte
}

// sums are the SHA-1 of each file in hex, as the manifest has them.
func sums(files []file) map[string]string {
	all := map[string]string{}
	for _, f := range files {
		sum := sha1.Sum(f.body) // the format asks for it; what protects is the signature
		all[f.name] = hex.EncodeToString(sum[:])
	}
	return all
}

// sign makes the detached PKCS #7 of the manifest, with the time of signing
// and the intermediate in it.
func (m *Maker) sign(manifest []byte) ([]byte, error) {
	signed, err := pkcs7.NewSignedData(manifest)
	if err != nil {
		return nil, err
	}
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := signed.AddSignerChain(m.signer, m.key, []*x509.Certificate{m.parent}, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, err
	}
	signed.Detach()
	return signed.Finish()
}

// pack puts files into a ZIP, without times, so that one pass is one file.
func pack(files []file) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			return nil, fmt.Errorf("wallet: %w", err)
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, fmt.Errorf("wallet: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("wallet: %w", err)
	}
	return slices.Clip(out.Bytes()), nil
}
