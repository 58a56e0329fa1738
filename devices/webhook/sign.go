package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// prefix stands before every secret, so that one is known on sight.
const prefix = "whsec_"

// The bounds of a secret in bytes, after the specification.
const shortest, longest = 24, 64

// keysOf reads secrets. No error shows any part of one.
func keysOf(secrets []string) (keys [][]byte, err error) {
	for i, secret := range secrets {
		coded, found := strings.CutPrefix(strings.TrimSpace(secret), prefix)
		key, err := base64.StdEncoding.DecodeString(coded)
		if !found || err != nil || len(key) < shortest || len(key) > longest {
			return nil, fmt.Errorf("secret %d is not %s and base64 of %d to %d bytes; `echo %s$(openssl rand -base64 32)` makes one", i+1, prefix, shortest, longest, prefix)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errors.New("it has no secret")
	}
	return keys, nil
}

// sign is the webhook-signature: one of each key, apart by spaces.
func sign(keys [][]byte, id, stamp string, body []byte) string {
	var all []string
	for _, key := range keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + stamp + "."))
		mac.Write(body)
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(all, " ")
}

// ID is the webhook-id of a cause: the same for the same cause, and without
// the secret nobody learns from it whom or what it is about.
func ID(secret []byte, cause string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("webhook|" + cause))
	return "msg_" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// plainID tells whether an id can neither end a header nor hide a full stop,
// which separates what is signed.
func plainID(id string) bool {
	return id != "" && len(id) <= 128 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}
