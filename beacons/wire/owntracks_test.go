package wire

import (
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/crypto/nacl/secretbox"
)

// seal encrypts as the app does; the nonce is the same each time, so that the
// golden files can hold the result.
func seal(body, passphrase string) string {
	var key [32]byte
	copy(key[:], passphrase)
	nonce := [24]byte([]byte("not a secret, 24 bytes !"))
	box := secretbox.Seal(nonce[:], []byte(body), &nonce, &key)
	return `{"_type":"encrypted","data":"` + base64.StdEncoding.EncodeToString(box) + `"}`
}

func TestEncryptedSaysWhatItSaysInClear(t *testing.T) {
	d, open, sealed := pierDecoder(), Message{}, Message{}
	if err := d.Decode(noon(), "owntracks/jane/phone/beacon", []byte(ranged), false, &open); err != nil {
		t.Fatal(err)
	}
	if err := d.Decode(noon(), "owntracks/ada/phone/beacon", []byte(seal(ranged, "correct horse")), false, &sealed); err != nil {
		t.Fatal(err)
	}
	want := open.Sightings[0]
	want.Tag, want.Slot = "ada/phone", sealed.Sightings[0].Slot
	if sealed.Sightings[0] != want {
		t.Errorf("encrypted:\n got %+v\nwant %+v", sealed.Sightings[0], want)
	}
}

func TestAnotherKeyOrAChangedByteDoesNotDecrypt(t *testing.T) {
	d, m := pierDecoder(), Message{}
	good := seal(ranged, "correct horse")
	changed := []byte(good)
	changed[60] ^= 1 // still base64, whichever letter it was
	for name, body := range map[string]string{
		"another key":    seal(ranged, "correct horsf"),
		"a changed byte": string(changed),
		"no base64":      `{"_type":"encrypted","data":"****"}`,
		"too short":      `{"_type":"encrypted","data":"AAAA"}`,
		"no data":        `{"_type":"encrypted"}`,
		"a box in a box": seal(good, "correct horse"),
	} {
		if got := reasonOf(t, d.Decode(noon(), "owntracks/ada/phone/beacon", []byte(body), false, &m)); got != BadSeal {
			t.Errorf("%s: got %q, want %q", name, got, BadSeal)
		}
	}
}

func TestALongPassphraseIsCutAsTheAppDoes(t *testing.T) {
	long := "0123456789012345678901234567890123456789"
	d := NewDecoder("v", pier(), Producers{OwnTracks: &OwnTracks{Keys: map[string][]byte{"a-b": []byte(long)}}})
	var m Message
	if err := d.Decode(noon(), "owntracks/a/b/beacon", []byte(seal(ranged, long[:32])), false, &m); err != nil {
		t.Error(err)
	}
}

func FuzzOwnTracks(f *testing.F) {
	seed(f, "testdata/owntracks.golden")
	clear, sealed := pierDecoder(), pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > bodyLimit/2 {
			return
		}
		var m, n Message
		why := reasonOf(t, clear.Decode(noon(), "owntracks/jane/phone/event", body, false, &m))
		if _, want := bodyOf(body); want != understood && why != want {
			t.Fatalf("%q: got %q, want %q", body, why, want)
		}
		for _, s := range m.Sightings {
			if s.Tag != "jane/phone" || s.Anchor == "" || s.At.After(noon().Add(clockSlack)) || s.At.Before(noon().Add(-clockSlack)) {
				t.Fatalf("%q: got %+v, want a recent sighting of jane/phone at an anchor", body, s)
			}
		}
		// Encrypted it says the same, but a box in a box is none.
		again := reasonOf(t, sealed.Decode(noon(), "owntracks/ada/phone/event", []byte(seal(string(body), "correct horse")), false, &n))
		if again != why && (again != BadSeal || why != NoKey) {
			t.Fatalf("%q: encrypted %q, in clear %q", body, again, why)
		}
		if len(m.Sightings) != len(n.Sightings) {
			t.Fatalf("%q: encrypted %d sightings, in clear %d", body, len(n.Sightings), len(m.Sightings))
		}
	})
}

func TestNoRefusalNamesAUser(t *testing.T) {
	d, m := pierDecoder(), Message{}
	for _, topic := range []string{"owntracks/jane/janes-phone", "owntracks/jane/janes-phone/event", "owntracks/jane"} {
		for _, body := range [][]byte{[]byte("?"), make([]byte, bodyLimit+1)} {
			err := d.Decode(noon(), topic, body, false, &m)
			if err == nil || strings.Contains(err.Error(), "jane") {
				t.Errorf("%s: got %v, want a refusal without the name", topic, err)
			}
		}
	}
}
