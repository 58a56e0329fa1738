package wallet

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"
)

// certificateOf reads a certificate, PEM or as Apple gives it.
func certificateOf(file []byte) (*x509.Certificate, error) {
	if block, _ := pem.Decode(file); block != nil {
		file = block.Bytes
	}
	certificate, err := x509.ParseCertificate(file)
	if err != nil {
		return nil, errors.New("this is no certificate: want the .cer file of Apple's page, or the same as PEM")
	}
	return certificate, nil
}

// keyOf reads a private key without a password.
func keyOf(file []byte) (crypto.Signer, error) {
	if block, _ := pem.Decode(file); block != nil {
		file = block.Bytes
	}
	if key, err := x509.ParsePKCS8PrivateKey(file); err == nil {
		if signer, is := key.(crypto.Signer); is {
			return signer, nil
		}
	}
	if key, err := x509.ParsePKCS1PrivateKey(file); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(file); err == nil {
		return key, nil
	}
	return nil, errors.New("this is no private key without a password: `openssl pkcs12 -in pass.p12 -nodes -nocerts` makes one of a .p12 file")
}

// fits says what of the papers does not fit together.
func (m *Maker) fits(now time.Time) error {
	var problems []error
	if key, is := m.key.(crypto.Signer); is && !samePublic(m.signer, key) {
		problems = append(problems, errors.New("the key is not that of the certificate"))
	}
	if err := m.signer.CheckSignatureFrom(m.parent); err != nil {
		problems = append(problems, errors.New("the certificate was not signed by this wwdr: take the intermediate that its issuer names, "+m.signer.Issuer.CommonName))
	}
	for _, c := range []*x509.Certificate{m.signer, m.parent} {
		if now.After(c.NotAfter) || now.Before(c.NotBefore) {
			problems = append(problems, fmt.Errorf("the certificate %q is valid from %s to %s", c.Subject.CommonName, c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly)))
		}
	}
	if of := passTypeOf(m.signer); of != "" && of != m.config.PassType {
		problems = append(problems, fmt.Errorf("the certificate is for the pass type %s, and pass_type says %s", of, m.config.PassType))
	}
	if of := m.signer.Subject.OrganizationalUnit; len(of) > 0 && !slices.Contains(of, m.config.Team) {
		problems = append(problems, fmt.Errorf("the certificate is of the team %s, and team says %s", of[0], m.config.Team))
	}
	return errors.Join(problems...)
}

func samePublic(c *x509.Certificate, key crypto.Signer) bool {
	public, can := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return can && public.Equal(c.PublicKey)
}

// passTypeOf is the pass type that a certificate is for: Apple writes it as
// the user id of the subject (RFC 4519, 2.39).
func passTypeOf(c *x509.Certificate) string {
	userID := asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}
	for _, name := range c.Subject.Names {
		if text, is := name.Value.(string); is && name.Type.Equal(userID) {
			return text
		}
	}
	return ""
}
