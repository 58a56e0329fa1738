package hue

import (
	"net/netip"
	"regexp"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// service is what bridges are called on the local network.
const service = "_hue._tcp.local."

// spoken is a packet of multicast DNS, by name. Names are compared in lower
// case, as DNS does.
type spoken struct {
	bridges   []string // their names below service
	texts     map[string][]string
	ports     map[string]uint16
	hosts     map[string]string
	addresses map[string]netip.Addr
}

// answers are the bridges that a packet tells of; what cannot be read tells of
// none. An address that it leaves out is the sender's.
func answers(packet []byte, sender netip.Addr) (found []Found) {
	var m dnsmessage.Message
	if m.Unpack(packet) != nil || !m.Response {
		return nil
	}
	said := spoken{texts: map[string][]string{}, ports: map[string]uint16{}, hosts: map[string]string{}, addresses: map[string]netip.Addr{}}
	for _, section := range [][]dnsmessage.Resource{m.Answers, m.Additionals} {
		for _, r := range section {
			said.hear(strings.ToLower(r.Header.Name.String()), r.Body)
		}
	}
	for _, name := range said.bridges {
		found = append(found, said.bridge(name, sender))
	}
	return found
}

func (s *spoken) hear(name string, body dnsmessage.ResourceBody) {
	switch r := body.(type) {
	case *dnsmessage.PTRResource:
		if name == service {
			s.bridges = append(s.bridges, strings.ToLower(r.PTR.String()))
		}
	case *dnsmessage.TXTResource:
		s.texts[name] = r.TXT
	case *dnsmessage.SRVResource:
		s.ports[name], s.hosts[name] = r.Port, strings.ToLower(r.Target.String())
	case *dnsmessage.AResource:
		s.addresses[name] = netip.AddrFrom4(r.A)
	}
}

// bridge puts together what was said of one. A bridge speaks https, but for
// those that say that their port is that of http.
func (s *spoken) bridge(name string, sender netip.Addr) Found {
	at, known := s.addresses[s.hosts[name]]
	if !known {
		at = sender
	}
	f := Found{URL: "https://" + at.String()}
	switch port := s.ports[name]; port {
	case 80:
		f.URL = "http://" + at.String()
	case 0, 443:
	default:
		f.URL = "https://" + netip.AddrPortFrom(at, port).String()
	}
	for _, text := range s.texts[name] {
		switch key, value, _ := strings.Cut(text, "="); {
		case strings.EqualFold(key, "bridgeid") && isHex(value, 8):
			f.ID = strings.ToLower(value)
		case strings.EqualFold(key, "modelid") && isModel(value):
			f.Model = value
		}
	}
	return f
}

// isModel keeps what is no name of a model out of what people read.
func isModel(s string) bool { return regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`).MatchString(s) }
