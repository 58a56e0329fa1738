package hue

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Paired is what a bridge gives out at its link button: the content of its key
// file, as JSON. Keep it like a password.
type Paired struct {
	// Bridge is the bridge's id, 16 hex digits in lower case.
	Bridge string `json:"bridge,omitempty"`
	// Key opens the bridge.
	Key string `json:"key"`
	// ClientKey is for streaming, 32 hex digits; it cannot be asked for again.
	ClientKey string `json:"client_key,omitempty"`
	// Pin is its certificate, for Config: its id, a colon, and the SHA-256 of the
	// certificate; empty for a bridge without TLS.
	Pin string `json:"pin,omitempty"`
}

// ReadKey reads a key file: what File wrote, or a key alone in one line. It
// says what is wrong in words, and never shows the key.
func ReadKey(file []byte) (Paired, error) {
	file = bytes.TrimSpace(file)
	if !bytes.HasPrefix(file, []byte("{")) {
		return Paired{Key: string(file)}.sound()
	}
	var p Paired
	strict := json.NewDecoder(bytes.NewReader(file))
	strict.DisallowUnknownFields()
	if strict.Decode(&p) != nil {
		return Paired{}, errors.New("the key file is not as pairing writes it; pair again")
	}
	return p.sound()
}

// sound is p when it can be meant.
func (p Paired) sound() (Paired, error) {
	id, sum, _ := strings.Cut(p.Pin, ":")
	switch {
	case p.Key == "":
		return Paired{}, errors.New("the key file holds no key; pair again")
	case strings.ContainsAny(p.Key, " \t\r\n/?#%{}"):
		return Paired{}, errors.New("the key file holds more than one key in one line; pair again")
	case !isHex(p.ClientKey, 16):
		return Paired{}, errors.New("the client key in the key file is not 32 hex digits; pair again")
	case p.Pin != "" && (!isHex(sum, 32) || sum == "" || !strings.EqualFold(id, p.Bridge)):
		return Paired{}, errors.New("the pin in the key file is not that of its bridge; pair again")
	}
	return p, nil
}

// isHex tells whether s is empty, or so many bytes in hex.
func isHex(s string, n int) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && (s == "" || len(raw) == n)
}

// File is the content of the key file.
func (p Paired) File() []byte {
	raw, _ := json.MarshalIndent(p, "", "  ") // strings always encode
	return append(raw, '\n')
}

// String keeps keys out of logs.
func (p Paired) String() string { return fmt.Sprintf("paired with bridge %q", p.Bridge) }
