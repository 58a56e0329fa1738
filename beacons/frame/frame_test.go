package frame

import (
	"encoding/hex"
	"strings"
	"testing"

	"foyer/beacons"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// service wraps Eddystone service data as it is on the air.
func service(data string) string {
	return "0201060303aafe" + hex.EncodeToString([]byte{byte(3 + len(data)/2)}) + "16aafe" + data
}

// apple wraps manufacturer data as it is on the air.
func apple(data string) string {
	return hex.EncodeToString([]byte{byte(1 + len(data)/2)}) + "ff" + data
}

func TestPublishedFramesAreRead(t *testing.T) {
	tests := []struct {
		source, advert string
		want           Frame
		tag            beacons.Tag
	}{
		{
			"citruz/beacontools iBeacon", "0201061aff4c0002154142434445464748494041424344454600010002f8",
			Frame{Kind: IBeacon, Power: -8},
			"41424344-4546-4748-4940-414243444546-1-2",
		},
		{
			"citruz/beacontools Cypress", "0201041aff4c000215000500010000100080000080 5f9b013100026c66c3",
			Frame{Kind: IBeacon, Power: -61},
			"00050001-0000-1000-8000-00805f9b0131-2-27750",
		},
		{
			"citruz/beacontools UID", "0201060303aafe1716aafe00e3123456789012346789010000000000010000",
			Frame{Kind: UID, Power: -70},
			"eddystone:12345678901234678901-000000000001",
		},
		{
			"citruz/beacontools URL", "0303aafe1316aafe10f8036769746875620063697472757a",
			Frame{Kind: URL, Power: -49, Link: "https://github.com/citruz"},
			"",
		},
		{
			"citruz/beacontools TLM, one byte too long", "0201060303aafe1116aafe20000b1813000000146700002ac4e4",
			Frame{Kind: TLM, Telemetry: Telemetry{Millivolts: 2840, Celsius: 19, Warm: true, Adverts: 5223, Uptime: 10948}},
			"",
		},
		{
			"citruz/beacontools eTLM, cut off after its MIC", "0201060303aafe1516aafe2001414141414141414141414141deadbeefffff",
			Frame{Kind: EncryptedTLM},
			"",
		},
		{
			"citruz/beacontools EID", "0201060303aafe0d16aafe30e34549445f74657374",
			Frame{Kind: Ephemeral, Power: -70},
			"eid:4549445f74657374",
		},
		{
			"reelyactive UID", service("00fc00112233445566778899aabbccddeeff0000"),
			Frame{Kind: UID, Power: -45},
			"eddystone:00112233445566778899-aabbccddeeff",
		},
		{
			"reelyactive URL", service("10000367657470617265746f07"),
			Frame{Kind: URL, Power: -41, Link: "https://getpareto.com"},
			"",
		},
		{
			"reelyactive TLM", service("20000bb815000000004500000258"),
			Frame{Kind: TLM, Telemetry: Telemetry{Millivolts: 3000, Celsius: 21, Warm: true, Adverts: 69, Uptime: 600}},
			"",
		},
		{
			"reelyactive EID", service("30fc0011223344556677"),
			Frame{Kind: Ephemeral, Power: -45},
			"eid:0011223344556677",
		},
		{
			"reelyactive iBeacon", apple("4c00021500112233445566778899aabbccddeeff01234567fc"),
			Frame{Kind: IBeacon, Power: -4},
			"00112233-4455-6677-8899-aabbccddeeff-291-17767",
		},
		{
			"android-beacon-library AltBeacon", "02011a1bff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002c50900",
			Frame{Kind: AltBeacon, Power: -59},
			"altbeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-1-2",
		},
		{
			"android-beacon-library AltBeacon with a name", "02011a1bff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600050003be020e09526164426561636f6e20555342020a0300000000000000000000000000",
			Frame{Kind: AltBeacon, Power: -66},
			"altbeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-5-3",
		},
		{
			"android-beacon-library AltBeacon without its last byte", "02011a1aff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002c5000000",
			Frame{Kind: AltBeacon, Power: -59},
			"altbeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-1-2",
		},
		{
			"android-beacon-library another manufacturer", "0201061bffaabbbeace2c56db5dffb48d2b060d0f5a71096e000010004c50000000000000000000000000000000000000000000000000000000000000000",
			Frame{Kind: AltBeacon, Power: -59},
			"altbeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0-1-4",
		},
		{
			"android-beacon-library issue 229", "0201061bffe000beac7777772e626c756b692e636f6d000100010001abaa000000",
			Frame{Kind: AltBeacon, Power: -86},
			"altbeacon:7777772e-626c-756b-692e-636f6d000100-256-427",
		},
		{
			"android-beacon-library short URL", "0201060303aafe0d16aafe10e702676f6f676c65000c09526164426561636f6e204700000000000000000000000000000000000000000000000000000000",
			Frame{Kind: URL, Power: -66, Link: "http://google.com/"},
			"",
		},
		{
			"android-beacon-library TLM", "0201060303aafe1516aafe2001021203130414243405152535ffffffff",
			Frame{Kind: EncryptedTLM},
			"",
		},
		{
			"theengs/decoder iBeacon", apple("4c000215426c7565436861726d426561636f6e730efe1355c5"),
			Frame{Kind: IBeacon, Power: -59},
			"426c7565-4368-6172-6d42-6561636f6e73-3838-4949",
		},
		{
			"theengs/decoder iBeacon that tells volts", apple("4c000215426c7565436861726d426561636f6e73000100021a"),
			Frame{Kind: IBeacon, Telemetry: Telemetry{Millivolts: 2600}},
			"426c7565-4368-6172-6d42-6561636f6e73-1-2",
		},
		{
			"UID of an old sender, without the reserved bytes", service("00e312345678901234567890abcdef012345"),
			Frame{Kind: UID, Power: -70},
			"eddystone:12345678901234567890-abcdef012345",
		},
		{
			"TLM without a temperature", service("20000bb880000000004500000258"),
			Frame{Kind: TLM, Telemetry: Telemetry{Millivolts: 3000, Adverts: 69, Uptime: 600}},
			"",
		},
		{
			"power that no byte holds at 1 m", service("30810011223344556677"),
			Frame{Kind: Ephemeral, Power: -128},
			"eid:0011223344556677",
		},
	}
	for _, test := range tests {
		got := Parse(unhex(t, test.advert))
		tag := got.Tag()
		got.ID = ID{}
		if got != test.want || tag != test.tag {
			t.Errorf("%s: got %+v %q,\nwant %+v %q", test.source, got, tag, test.want, test.tag)
		}
	}
}

func TestForeignAndBrokenFramesAreNothing(t *testing.T) {
	for source, advert := range map[string]string{
		"nothing":                              "",
		"citruz/beacontools text":              "30303030303030",
		"citruz/beacontools cut off":           "0201060303",
		"citruz/beacontools frame type 1":      "0201060303aafe1716aafe01e3123456789012346789010000000000010000",
		"citruz/beacontools Estimote":          "0201040303 9afe17169afe2247a038d5eb03264000000141 4447faffffffff",
		"android-beacon-library wrong type":    "02011a1aff1801ffff2f234454cf6d4a0fadf2f4911ba9ffa600010002c509",
		"android-beacon-library aabb":          "02011a1bff1801aabb2f234454cf6d4a0fadf2f4911ba9ffa600010002c50900",
		"android-beacon-library short PDU":     "02011a16ff1801beac2f234454cf6d4a0fadf2f4911ba9ffa600010002c509000000",
		"android-beacon-library overlong URL":  service("10e70102030405060708090a0b0c0d0e0f0102030405"),
		"Find Hub":                             service("4000112233445566778899aabbccddeeff0011223344"),
		"Find Hub, separated":                  service("4100112233445566778899aabbccddeeff0011223344"),
		"URL with an unknown scheme":           service("10000467"),
		"URL with an unknown byte":             service("1000030e"),
		"URL with a byte that is not ASCII":    service("100003ff"),
		"URL of nothing":                       service("100003"),
		"TLM of another version":               service("20020bb815000000004500000258"),
		"eTLM cut off":                         "0201060303aafe1116aafe2001414141414141414141414141dead",
		"UID cut off":                          service("00e3123456789012346789010000000000"),
		"service data of nobody":               "0316aafe",
		"structure beyond the packet":          "1aff4c000215414243",
		"iBeacon behind a structure of length": "00" + apple("4c00021500112233445566778899aabbccddeeff01234567fc"),
	} {
		if got := Parse(unhex(t, advert)); got != (Frame{}) {
			t.Errorf("%s: got %+v, want nothing", source, got)
		}
	}
}

func TestEverySpellingIsReadBackInEitherCase(t *testing.T) {
	for _, tag := range []beacons.Tag{
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-42",
		"altbeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-65535-0",
		"eddystone:12345678901234678901-000000000001",
		"eid:a9b76a71c5f89290",
	} {
		for _, spelled := range []beacons.Tag{tag, beacons.Tag(strings.ToUpper(string(tag)))} {
			id, ok := ParseTag(spelled)
			if got := id.Tag(); !ok || got != tag {
				t.Errorf("ParseTag(%q).Tag(): got %q, %v, want %q", spelled, got, ok, tag)
			}
		}
		if len(tag) > 58 {
			t.Errorf("%q: got %d bytes, want at most the 58 the doc promises", tag, len(tag))
		}
	}
}

func TestOtherSpellingsAreRefused(t *testing.T) {
	for _, tag := range []beacons.Tag{
		"", "b00042", "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1", "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-65536",
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-01-2", "5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-+1-2", "5af5e05-a6f1e-4f2b-9f52-0c86a0f0c001-1-2",
		"5af5e05a-6f1e-4f2b-9f52-0c86a0f0c0zz-1-2", "altbeacon:", "eddystone:12345678901234678901000000000001", "eid:a9b7", "eid:a9b76a71c5f8929z",
	} {
		if id, ok := ParseTag(tag); ok || id != (ID{}) {
			t.Errorf("ParseTag(%q): got %+v, %v, want nothing", tag, id, ok)
		}
	}
}

func TestBatteryIsBetweenOneAndAHundred(t *testing.T) {
	for millivolts, want := range map[int]int8{0: 0, 1: 1, 2000: 1, 2600: 60, 2840: 84, 3000: 100, 65535: 100} {
		if got := (Telemetry{Millivolts: millivolts}).Battery(); got != want {
			t.Errorf("battery of %d mV: got %d %%, want %d", millivolts, got, want)
		}
	}
}

func TestReadingAnIdentityAllocatesNothing(t *testing.T) {
	advert := unhex(t, "0201061aff4c0002154142434445464748494041424344454600010002f8")
	known := map[ID]bool{Parse(advert).ID: true}
	if n := testing.AllocsPerRun(100, func() {
		if !known[Parse(advert).ID] {
			t.Fatal("the badge is not known")
		}
	}); n != 0 {
		t.Errorf("parse and look up: got %v allocations, want 0", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(unhex(f, "0201061aff4c0002154142434445464748494041424344454600010002f8"))
	f.Add(unhex(f, "0201060303aafe1716aafe00e3123456789012346789010000000000010000"))
	f.Add(unhex(f, "0303aafe1316aafe10f8036769746875620063697472757a"))
	f.Add(unhex(f, service("20000bb815000000004500000258")))
	f.Fuzz(func(t *testing.T, advert []byte) {
		got := Parse(advert)
		tag := got.Tag()
		if id, ok := ParseTag(tag); tag != "" && (!ok || id != got.ID) {
			t.Fatalf("%x: %q is read back as %+v, want %+v", advert, tag, id, got.ID)
		}
		named := got.Kind == IBeacon || got.Kind == AltBeacon || got.Kind == UID || got.Kind == Ephemeral
		if named != (tag != "") || len(tag) > 64 {
			t.Fatalf("%x: kind %d has the tag %q", advert, got.Kind, tag)
		}
	})
}

func FuzzParseTag(f *testing.F) {
	f.Add("5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-42")
	f.Add("eddystone:12345678901234678901-000000000001")
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := ParseTag(beacons.Tag(s))
		if ok && !strings.EqualFold(string(id.Tag()), s) {
			t.Fatalf("%q is spelled %q", s, id.Tag())
		}
	})
}

func BenchmarkParse(b *testing.B) {
	advert := unhex(b, "0201061aff4c0002154142434445464748494041424344454600010002f8")
	b.ReportAllocs()
	for b.Loop() {
		if Parse(advert).Kind != IBeacon {
			b.Fatal("not an iBeacon")
		}
	}
}
