package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"foyer/devices"
	"foyer/devices/webhook"
)

// plain is host:port of a server without TLS.
func plain(t testing.TB) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func TestAddressesThatCannotBeMeantAreNamedBeforeAnythingIsSent(t *testing.T) {
	for _, row := range []struct {
		address string
		private bool
		want    string // in the error; "" = it is good
	}{
		{"https://crm.example.com/in", false, ""},
		{"https://93.184.215.14/in", false, ""},
		{"https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/in", false, ""},
		{"https://192.168.1.4:8443/in", true, ""},
		{"http://192.168.1.4/in", true, ""},
		{"http://[fd00::4]/in", true, ""},
		{"http://crm.example.com/in", false, "write https"},
		{"http://93.184.215.14/in", true, "not encrypted"},
		{"https://ada:secret@crm.example.com/in", false, "password"},
		{"ftp://crm.example.com", true, "https://host/path"},
		{"crm.example.com/in", false, "https://host/path"},
		{"https:///in", false, "https://host/path"},
		{"https://127.0.0.1/", false, "own network"},
		{"https://10.0.0.5/", false, "own network"},
		{"https://169.254.169.254/latest/meta-data", false, "own network"},
		{"https://100.64.1.1/", false, "own network"},
		{"https://[::1]/", false, "own network"},
		{"https://[::ffff:10.0.0.5]/", false, "own network"},
		{"https://[fe80::1%25eth0]/", false, "own network"},
		{"https://[64:ff9b::a00:5]/", false, "own network"},
		{"https://[2002:0a00:0005::]/", false, "own network"},
		{"https://0.0.0.0/", true, "own network"},
		{"https://[::]/", true, "own network"},
		{"https://224.0.0.1/", true, "own network"},
		{"https://[ff02::1]/", true, "own network"},
		{"https://255.255.255.255/", true, "own network"},
	} {
		err := webhook.Check(row.address, row.private)
		if (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
			t.Errorf("Check(%s, private: %v) = %v, want %q", row.address, row.private, err, row.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret@") {
			t.Errorf("Check(%s) shows the password: %v", row.address, err)
		}
	}
}

// An address in the private blocks is one whatever way it is written.
func TestNoPrivateAddressPassesInAnyCoat(t *testing.T) {
	blocks := []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "0.0.0.0/8"}
	rapid.Check(t, func(t *rapid.T) {
		block := netip.MustParsePrefix(rapid.SampledFrom(blocks).Draw(t, "block"))
		ip := block.Addr().As4()
		free := 32 - block.Bits()
		bits := rapid.Uint32Range(0, 1<<free-1).Draw(t, "host")
		for i := range 4 {
			ip[3-i] |= byte(bits >> (8 * i))
		}
		four := netip.AddrFrom4(ip)
		mapped := netip.AddrFrom16(four.As16())
		for _, address := range []string{"https://" + four.String() + "/", "https://[" + mapped.String() + "]/"} {
			if err := webhook.Check(address, false); err == nil {
				t.Errorf("Check(%s) = nil, want refused", address)
			}
		}
	})
}

// The name is good when it is written and leads to this machine when it is
// dialled: only the moment of connecting tells.
func TestNameThatLeadsIntoTheOwnNetworkIsRefusedWhenItIsDialled(t *testing.T) {
	r := newReceiver(t)
	c := r.config("")
	c.Private = false
	c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1)
	h := hook(t, c)
	err := h.Do(t.Context(), message("msg_1"))
	if devices.OutcomeOf(err) != devices.Refused || devices.IsPermanent(err) {
		t.Errorf("a name that leads to this machine = %v, want not sent, and tried again: a name server may be wrong for an hour", err)
	}
	if h := h.Health(); h.Up || !strings.Contains(h.Problem, "private: true") {
		t.Errorf("health %+v, want down and what to write", h)
	}
	if n := len(r.requests()); n != 0 {
		t.Errorf("the receiver had %d requests, want none", n)
	}
}
