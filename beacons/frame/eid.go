package frame

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Key is a badge's identity key, AES-128. Whoever has it is the badge.
type Key [16]byte

// EID is an ephemeral identifier: what a badge calls itself for one period.
type EID [8]byte

// MaxExponent is the largest rotation exponent: a period of 2^15 s, 9 hours.
const MaxExponent = 15

// Compute is the identifier that a badge with this key shows when its counter
// stands at this many seconds and its period is 2^exponent s; from
// google/eddystone, eddystone-eid/eid-computation.md.
func Compute(key Key, exponent uint8, counter uint32) EID {
	return eidAt(blockOf(temporary(key, uint16(counter>>16))), exponent, counter)
}

// temporary is the key of 65536 seconds.
func temporary(key Key, high uint16) Key {
	var in, out Key
	in[11] = 0xff
	binary.BigEndian.PutUint16(in[14:], high)
	blockOf(key).Encrypt(out[:], in[:])
	return out
}

// eidAt is the identifier under a temporary key.
func eidAt(temporary cipher.Block, exponent uint8, counter uint32) EID {
	var in, out Key
	in[11] = exponent
	binary.BigEndian.PutUint32(in[12:], counter>>exponent<<exponent)
	temporary.Encrypt(out[:], in[:])
	return EID(out[:8])
}

func blockOf(k Key) cipher.Block {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(err) // only for other lengths than 16, 24 and 32
	}
	return block
}

// AgreeKey is the identity key that a badge and whoever resolves it agree on,
// each from its own private X25519 key and the other's public one. Resolver
// and badge are the two public keys, whoever calls.
func AgreeKey(private *ecdh.PrivateKey, resolver, badge *ecdh.PublicKey) (Key, error) {
	peer := resolver
	if bytes.Equal(private.PublicKey().Bytes(), resolver.Bytes()) {
		peer = badge
	}
	secret, err := private.ECDH(peer) // refuses a shared secret of zeros
	if err != nil {
		return Key{}, fmt.Errorf("frame: agreeing on an identity key: %w", err)
	}
	salt := append(bytes.Clone(resolver.Bytes()), badge.Bytes()...)
	material, err := hkdf.Key(sha256.New, secret, salt, "", len(Key{}))
	if err != nil {
		return Key{}, fmt.Errorf("frame: deriving an identity key: %w", err)
	}
	return Key(material), nil
}
