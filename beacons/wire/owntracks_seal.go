package wire

import (
	"encoding/base64"

	"golang.org/x/crypto/nacl/secretbox"
)

const (
	keySize   = 32
	nonceSize = 24
)

// keysOf pads passphrases as the app does: with noughts, to 32 bytes. They are
// indexed as people write them, <user>-<device>.
func keysOf(passphrases map[string][]byte) map[string]*[keySize]byte {
	keys := make(map[string]*[keySize]byte, len(passphrases))
	for phone, passphrase := range passphrases {
		key := new([keySize]byte)
		copy(key[:], passphrase)
		keys[phone] = key
	}
	return keys
}

// key is the key of the phone "<user>/<device>"; nil if it has none.
func (p *ownTracks) key(phone string) *[keySize]byte {
	var room [tagLimit]byte
	name := append(room[:0], phone...)
	for i, c := range name {
		if c == '/' {
			name[i] = '-'
		}
	}
	return p.keys[string(name)]
}

// open reads a body into p.got, decrypted if need be. A phone that has a key
// is believed only what it encrypts: anybody may write its name in a topic.
func (p *ownTracks) open(phone string, body []byte) Reason {
	if why := p.got.load(p, body); why != understood {
		return why
	}
	key := p.key(phone)
	switch sealed := p.got.kind.is("encrypted"); {
	case !sealed && key != nil && !p.got.kind.is("lwt"):
		return InClear
	case !sealed:
		return understood
	case key == nil:
		return NoKey
	}
	if !p.unseal(key) {
		return BadSeal
	}
	if why := p.got.load(p, p.clear); why != understood {
		return why
	}
	if p.got.kind.is("encrypted") {
		return BadSeal
	}
	return understood
}

// unseal decrypts p.cipher into p.clear: base64 of a nonce and a secret box as
// libsodium makes it (crypto_secretbox_easy).
func (p *ownTracks) unseal(key *[keySize]byte) (ok bool) {
	box, err := base64.StdEncoding.AppendDecode(p.unbased[:0], p.cipher)
	p.unbased = box
	if err != nil || len(box) < nonceSize+secretbox.Overhead {
		return false
	}
	p.clear, ok = secretbox.Open(p.clear[:0], box[nonceSize:], (*[nonceSize]byte)(box), key)
	return ok
}
