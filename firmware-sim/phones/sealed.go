package phones

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"time"
)

// shown is what a service worker is given to show.
type shown struct{ ID, Title, Body string }

var errSealed = errors.New("phones: this cannot be decrypted")

// open decrypts a body of one record (RFC 8188 and 8291).
func (b *browser) open(body []byte) (n shown, err error) {
	const head = 16 + 4 + 1
	if len(body) < head || len(body) < head+int(body[head-1]) {
		return n, errSealed
	}
	salt, size, sender := body[:16], binary.BigEndian.Uint32(body[16:]), body[head:head+int(body[head-1])]
	record := body[head+len(sender):]
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil || len(record) > int(size) {
		return n, errSealed
	}
	secret, err := b.private.ECDH(public)
	if err != nil {
		return n, errSealed
	}
	about := "WebPush: info\x00" + string(b.private.PublicKey().Bytes()) + string(sender)
	key, _ := hkdf.Key(sha256.New, secret, b.auth, about, 32) // short keys always come
	content, _ := hkdf.Key(sha256.New, key, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, _ := hkdf.Key(sha256.New, key, salt, "Content-Encoding: nonce\x00", 12)
	block, err := aes.NewCipher(content)
	if err != nil {
		return n, errSealed
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return n, errSealed
	}
	plain, err := gcm.Open(nil, nonce, record, nil)
	if err != nil {
		return n, errSealed
	}
	plain, last := bytes.CutSuffix(bytes.TrimRight(plain, "\x00"), []byte{2}) // the delimiter of the last record
	if !last {
		return n, errSealed
	}
	return n, json.Unmarshal(plain, &n)
}

// vouched judges the authorization of a push (RFC 8292): it is signed by the
// key that was subscribed with, for this service, and not for longer than a day.
func vouched(authorization, audience, sender string, now time.Time) int {
	rest, is := strings.CutPrefix(authorization, "vapid ")
	if !is {
		return http.StatusUnauthorized
	}
	fields := map[string]string{}
	for field := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		fields[name] = value
	}
	if fields["k"] != sender {
		return http.StatusForbidden
	}
	point, err := base64.RawURLEncoding.DecodeString(fields["k"])
	if err != nil {
		return http.StatusUnauthorized
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil || !signed(fields["t"], public, audience, now) {
		return http.StatusForbidden
	}
	return http.StatusCreated
}

func signed(token string, public *ecdsa.PublicKey, audience string, now time.Time) bool {
	parts := strings.Split(token, ".")
	var header struct{ Alg string }
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if len(parts) != 3 || !decode(parts[0], &header) || !decode(parts[1], &claims) || header.Alg != "ES256" {
		return false
	}
	left := time.Unix(claims.Exp, 0).Sub(now)
	sub := strings.HasPrefix(claims.Sub, "https://") || strings.HasPrefix(claims.Sub, "mailto:") && !strings.Contains(claims.Sub[len("mailto:"):], ":")
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 || claims.Aud != audience || left <= 0 || left > 24*time.Hour || !sub {
		return false
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	return ecdsa.Verify(public, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
}
