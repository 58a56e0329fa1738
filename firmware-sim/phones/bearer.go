package phones

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// Apple's bounds on provider tokens.
const (
	bearerLife  = time.Hour
	bearerPause = 20 * time.Minute // between two new tokens
	clockSlack  = 5 * time.Minute  // how far ahead the sender's clock may be
)

// bearer is one provider token that was seen and whose signature holds.
type bearer struct {
	issued  time.Time
	expired bool // by Expire
}

// believe judges the authorization of a request.
func (s *Service) believe(authorization string, now time.Time) reason {
	scheme, token, _ := strings.Cut(authorization, " ")
	if token == "" || !strings.EqualFold(scheme, "bearer") {
		return missingProviderToken
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, known := s.bearers[token]
	if !known {
		issued, ok := verify(token, s.public)
		if !ok || issued.After(now.Add(clockSlack)) {
			return invalidProviderToken
		}
		b = bearer{issued: issued}
	}
	if b.expired || now.Sub(b.issued) > bearerLife {
		return expiredProviderToken
	}
	if !known {
		if now.Sub(s.renewed) < bearerPause {
			return tooManyTokenUpdates
		}
		s.renewed = now
		s.bearers[token] = b
	}
	return ""
}

// Expire makes every provider token seen so far too old, as an hour would.
func (s *Service) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, b := range s.bearers {
		b.expired = true
		s.bearers[token] = b
	}
	s.renewed = time.Time{}
}

// verify checks a JSON web token of the account (RFC 7515, ES256) and says when
// it was issued.
func verify(token string, public *ecdsa.PublicKey) (issued time.Time, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}, false
	}
	var header struct{ Alg, Kid string }
	var claims struct {
		Iss string
		Iat int64
	}
	if !decode(parts[0], &header) || !decode(parts[1], &claims) {
		return time.Time{}, false
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return time.Time{}, false
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, v := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	ok = header.Alg == "ES256" && header.Kid == KeyID && claims.Iss == TeamID && ecdsa.Verify(public, digest[:], r, v)
	return time.Unix(claims.Iat, 0), ok
}

func decode(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}
