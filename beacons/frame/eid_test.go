package frame

import (
	"crypto/ecdh"
	"encoding/hex"
	"testing"
)

func TestPublishedIdentifiersAreComputed(t *testing.T) {
	const (
		radius = "0102030405060708090a111213141516" // RadiusNetworks/ephemeral_calc
		plain  = "000102030405060708090a0b0c0d0e0f"
	)
	tests := []struct {
		key      string
		exponent uint8
		counter  uint32
		want     string
	}{
		{radius, 10, 0, "a9b76a71c5f89290"},
		{radius, 10, 2000, "4144413e45fefa58"},
		{radius, 4, 12345, "1a701314ab106167"},
		{radius, 12, 12345, "4de6327b49819f12"},
		{radius, 15, 12345, "52473f3ff7e284a8"},
		{plain, 10, 65280, "3439c83a6564bfdf"}, // the temporary key changes between
		{plain, 10, 65536, "ec31ae4cb8abc2d8"}, // these two
		{plain, 10, 1700000000, "6402471e00ba6362"},
	}
	for _, test := range tests {
		if got := Compute(Key(unhex(t, test.key)), test.exponent, test.counter); hex.EncodeToString(got[:]) != test.want {
			t.Errorf("Compute(%s, %d, %d): got %x, want %s", test.key, test.exponent, test.counter, got, test.want)
		}
	}
	if got := temporary(Key(unhex(t, radius)), 0); hex.EncodeToString(got[:]) != "6f291c5c48264b8a0b38a19e7fed73cc" {
		t.Errorf("temporary key: got %x", got)
	}
}

func TestBothSidesAgreeOnThePublishedIdentityKey(t *testing.T) {
	curve := ecdh.X25519()
	resolver, err := curve.NewPrivateKey(unhex(t, "61136adab1bf302f1c49e860196aeefd8fbaa41518b4c226372d6cc469c47278"))
	if err != nil {
		t.Fatal(err)
	}
	badge, err := curve.NewPrivateKey(unhex(t, "6ea13b5ef3cc642fd6102c1d85c096b510f56efc488114a4562a987bf4525628"))
	if err != nil {
		t.Fatal(err)
	}
	for name, private := range map[string]*ecdh.PrivateKey{"resolver": resolver, "badge": badge} {
		got, err := AgreeKey(private, resolver.PublicKey(), badge.PublicKey())
		if err != nil || hex.EncodeToString(got[:]) != "f40d6f18e5882260e847e99ca33ac44f" {
			t.Errorf("AgreeKey of the %s: got %x, %v", name, got, err)
		}
	}
	if got := hex.EncodeToString(resolver.PublicKey().Bytes()); got != "29769a045dcb811ba3025985b9de91eb9a57dadbceb68a1e6a3c2b1af4868e1f" {
		t.Errorf("public key of the resolver: got %s", got)
	}
}

func TestKeyThatWouldBeZeroIsRefused(t *testing.T) {
	curve := ecdh.X25519()
	private, err := curve.NewPrivateKey(unhex(t, "6ea13b5ef3cc642fd6102c1d85c096b510f56efc488114a4562a987bf4525628"))
	if err != nil {
		t.Fatal(err)
	}
	zero, err := curve.NewPublicKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if key, err := AgreeKey(private, zero, private.PublicKey()); err == nil {
		t.Errorf("AgreeKey with a point of low order: got %x, want an error", key)
	}
}
