package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const subscription = `{"endpoint":"ENDPOINT","expirationTime":null,"keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}`

func of(endpoint string) string { return strings.Replace(subscription, "ENDPOINT", endpoint, 1) }

func TestOnlyPushServicesAreSentTo(t *testing.T) {
	allowed, err := NewAllowed([]string{"push.example.org", "*.push.example.net", "push.example.com:8443", "127.0.0.1:8094", "localhost:8095"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		endpoint string
		ok       bool
	}{
		{"https://fcm.googleapis.com/fcm/send/abc", true},
		{"https://fcm.googleapis.com:443/wp/abc", true},
		{"https://FCM.GoogleAPIs.com/fcm/send/abc", true},
		{"https://updates.push.services.mozilla.com/wpush/v2/abc", true},
		{"https://wns2-by3p.notify.windows.com/w/?token=abc", true},
		{"https://web.push.apple.com/abc", true},
		{"https://push.example.org/x", true},
		{"https://a.b.push.example.net/x", true},
		{"https://push.example.com:8443/x", true},
		{"http://127.0.0.1:8094/x", true},
		{"https://localhost:8095/x", true},
		{"http://fcm.googleapis.com/fcm/send/abc", false},
		{"https://fcm.googleapis.com:8443/x", false},
		{"https://push.example.com/x", false},
		{"https://push.services.mozilla.com/x", false},
		{"https://evilpush.services.mozilla.com/x", false},
		{"https://.push.services.mozilla.com/x", false},
		{"https://fcm.googleapis.com.evil.example/x", false},
		{"https://fcm.googleapis.com@evil.example/x", false},
		{"https://user:pw@fcm.googleapis.com/x", false},
		{"https://evil.example/fcm.googleapis.com", false},
		{"https://evil.example#fcm.googleapis.com", false},
		{"https://fcm.googleapis.com./x", false},
		{"https://127.0.0.1/x", false},
		{"https://127.0.0.1:8095/x", false},
		{"https://[::1]:8094/x", false},
		{"https://169.254.169.254/latest", false},
		{"https://10.0.0.1/x", false},
		{"https://2130706433/x", false},
		{"https://localhost/x", false},
		{"file:///etc/passwd", false},
		{"gopher://fcm.googleapis.com/x", false},
		{"//fcm.googleapis.com/x", false},
		{"fcm.googleapis.com/x", false},
		{"", false},
	} {
		_, err := Read(of(row.endpoint), allowed)
		if (err == nil) != row.ok {
			t.Errorf("subscription at %q: %v, want taken: %v", row.endpoint, err, row.ok)
		}
	}
}

func TestNameThatLeadsInsideIsNotDialled(t *testing.T) {
	none, _ := NewAllowed(nil)
	some, _ := NewAllowed([]string{"127.0.0.1:8094"})
	for _, row := range []struct {
		to      Allowed
		address string
		ok      bool
	}{
		{none, "142.250.74.10:443", true},
		{none, "[2a00:1450:4001:82a::200a]:443", true},
		{none, "127.0.0.1:443", false},
		{none, "[::1]:443", false},
		{none, "[::ffff:127.0.0.1]:443", false},
		{none, "10.1.2.3:443", false},
		{none, "172.16.0.1:443", false},
		{none, "192.168.1.1:443", false},
		{none, "100.64.0.1:443", false},
		{none, "169.254.169.254:443", false},
		{none, "[fe80::1]:443", false},
		{none, "[fd00::1]:443", false},
		{none, "0.0.0.0:443", false},
		{none, "224.0.0.1:443", false},
		{none, "255.255.255.255:443", false},
		{some, "127.0.0.1:8094", true},
		{some, "127.0.0.1:6379", false},
		{some, "10.1.2.3:8094", false},
	} {
		if err := row.to.dial(row.address); (err == nil) != row.ok {
			t.Errorf("dial %s: %v, want dialled: %v", row.address, err, row.ok)
		}
	}
}

func TestSubscriptionSaysWhatIsWrongWithIt(t *testing.T) {
	allowed, _ := NewAllowed(nil)
	good := of("https://fcm.googleapis.com/x")
	for name, row := range map[string]struct{ text, want string }{
		"no JSON":      {"hello", "PushSubscription"},
		"empty":        {"{}", "PushSubscription"},
		"another host": {of("https://evil.example/x"), "venue.yaml"},
		"no point":     {strings.Replace(good, "BCVx", "AAAA", 1), "p256dh"},
		"off curve":    {strings.Replace(good, "Aiw4", "AiwA", 1), "p256dh"},
		"short auth":   {strings.Replace(good, "BTBZ", "", 1), "auth"},
		"endless":      {good + strings.Repeat(" ", 4000), "bytes"},
	} {
		if _, err := Read(row.text, allowed); err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "BTBZ") {
			t.Errorf("%s: %v, want %s named and no key", name, err, row.want)
		}
	}
}

func TestSubscriptionReadsBackAsItself(t *testing.T) {
	allowed, _ := NewAllowed(nil)
	s, err := Read(of("https://fcm.googleapis.com/x"), allowed)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Read(s.String(), allowed); err != nil || again != s || !Is(s.String()) || Is(strings.Repeat("a1", 32)) {
		t.Errorf("%s read back = %+v, %v", s, again, err)
	}
}

// Whatever is made of the characters of addresses, a taken one is https, at a
// host that is written in the list.
func TestTakenEndpointsAreAlwaysOfTheList(t *testing.T) {
	allowed, _ := NewAllowed(nil)
	pieces := []string{"https://", "http://", "fcm.googleapis.com", "web.push.apple.com", ".push.services.mozilla.com", "evil.example", "@", "/", ":", "443", "#", "?", "\\", "%2f", ".", "x", "127.0.0.1", "[::1]"}
	rapid.Check(t, func(t *rapid.T) {
		endpoint := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), "")
		if allowed.check(endpoint) != nil {
			return
		}
		rest, https := strings.CutPrefix(endpoint, "https://")
		host, _, _ := strings.Cut(rest, "/")
		host, _, _ = strings.Cut(host, "?")
		host = strings.TrimSuffix(host, ":443")
		if !https || host != "fcm.googleapis.com" && host != "web.push.apple.com" && !strings.HasSuffix(host, ".push.services.mozilla.com") {
			t.Errorf("endpoint %q is taken", endpoint)
		}
	})
}

func FuzzSubscription(f *testing.F) {
	allowed, _ := NewAllowed(nil)
	f.Add(of("https://fcm.googleapis.com/x"))
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read(text, allowed)
		if err != nil {
			return
		}
		if again, err := Read(s.String(), allowed); err != nil || again != s {
			t.Errorf("%q was taken, and %q not: %v", text, s, err)
		}
	})
}
