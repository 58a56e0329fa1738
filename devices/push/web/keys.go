package web

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// Keys are a venue's own pair (VAPID, RFC 8292), base64url: browsers subscribe
// with the public one, so a venue keeps its pair for as long as it is told to.
type Keys struct {
	Public  string `json:"public"`  // a point of P-256, uncompressed
	Private string `json:"private"` // its scalar
}

// NewKeys makes a pair.
func NewKeys() (Keys, error) {
	pair, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return Keys{}, fmt.Errorf("web push: make a key: %w", err)
	}
	return Keys{
		Public:  base64.RawURLEncoding.EncodeToString(pair.PublicKey().Bytes()),
		Private: base64.RawURLEncoding.EncodeToString(pair.Bytes()),
	}, nil
}

// ReadKeys reads a pair as Encode writes it.
func ReadKeys(file []byte) (k Keys, err error) {
	if json.Unmarshal(file, &k) != nil {
		return k, errors.New(`not a pair of keys: want {"public": ..., "private": ...}`)
	}
	return k, k.check()
}

// Encode writes the pair for its file.
func (k Keys) Encode() []byte {
	text, _ := json.MarshalIndent(k, "", "  ") // plain fields: it always encodes
	return append(text, '\n')
}

// String is the public half, for whoever logs a pair by mistake.
func (k Keys) String() string { return k.Public }

// GoString is the public half too.
func (k Keys) GoString() string { return k.Public }

func (k Keys) check() error {
	scalar, err := decode(k.Private)
	if err != nil {
		return errors.New("the private key is not base64url")
	}
	pair, err := ecdh.P256().NewPrivateKey(scalar)
	if err != nil {
		return errors.New("the private key is no P-256 scalar")
	}
	if public, err := decode(k.Public); err != nil || !bytes.Equal(public, pair.PublicKey().Bytes()) {
		return errors.New("the public key is not that of the private one")
	}
	return nil
}
