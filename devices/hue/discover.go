package hue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// Found is a bridge that answered on the local network.
type Found struct {
	URL   string // "https://192.168.1.20"
	ID    string // 16 hex digits in lower case; "" = it did not say
	Model string // "BSB002"; "" = it did not say
}

// Host is where it is, without the scheme.
func (f Found) Host() string {
	_, host, _ := strings.Cut(f.URL, "://")
	return host
}

// String is the bridge as people read it: where it is and who it says it is.
func (f Found) String() string {
	if f.ID == "" {
		return f.URL
	}
	return strings.TrimSpace(fmt.Sprintf("%s, bridge %s %s", f.URL, f.ID, f.Model))
}

// multicastDNS is where everyone listens who has a name (RFC 6762).
func multicastDNS() netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{224, 0, 0, 251}), 5353)
}

const (
	askEach  = 700 * time.Millisecond // questions get lost by radio
	lookEach = 20 * time.Millisecond
)

// Discover asks the local network which bridges there are, and listens for the
// answers for so long; 2 s find those that are well. It asks by multicast DNS
// on every network of this machine, and nobody outside. Bridges come in the
// order of their ids. No answer is no error: networks that keep their guests
// apart let none through, and then an address has to be typed.
func Discover(ctx context.Context, wait time.Duration) ([]Found, error) {
	addresses, err := ownAddresses()
	if err != nil {
		return nil, fmt.Errorf("hue: discover: %w", err)
	}
	return discover(ctx, addresses, multicastDNS(), wait)
}

// discover asks from each of our addresses. It looks at one socket after the
// other, so that it needs nobody beside it.
func discover(ctx context.Context, from []netip.Addr, to netip.AddrPort, wait time.Duration) ([]Found, error) {
	var sockets []*net.UDPConn
	var failed []error
	for _, a := range from {
		// Linux sends multicast out of the network whose address is bound.
		s, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 0)))
		if err != nil {
			failed = append(failed, err)
			continue
		}
		defer func() { _ = s.Close() }()
		sockets = append(sockets, s)
	}
	if sockets == nil {
		return nil, fmt.Errorf("hue: discover: no network to ask on: %w", errors.Join(failed...))
	}
	found := map[string]Found{}
	var ask time.Time
	for end := time.Now().Add(wait); time.Now().Before(end) && ctx.Err() == nil; {
		for _, s := range sockets {
			if !time.Now().Before(ask) {
				_, _ = s.WriteToUDPAddrPort(question(), to) // a network that is down has no bridge
			}
			listen(s, found)
		}
		if !time.Now().Before(ask) {
			ask = time.Now().Add(askEach)
		}
	}
	all := make([]Found, 0, len(found))
	for _, f := range found {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Found) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.URL, b.URL)) })
	return all, ctx.Err()
}

// listen takes what has come to a socket, and waits a moment for it.
func listen(s *net.UDPConn, found map[string]Found) {
	packet := make([]byte, 9000) // as large as multicast DNS may be
	_ = s.SetReadDeadline(time.Now().Add(lookEach))
	for range 64 {
		n, sender, err := s.ReadFromUDPAddrPort(packet)
		if err != nil {
			return
		}
		for _, f := range answers(packet[:n], sender.Addr().Unmap()) {
			found[cmp.Or(f.ID, f.URL)] = f
		}
	}
}

// question asks for all bridges. It wants the answer for itself (QU), because
// nobody else can be on port 5353 where a name service of the machine is.
func question() []byte {
	const unicast = 1 << 15
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{})
	err := errors.Join(b.StartQuestions(), b.Question(dnsmessage.Question{
		Name: dnsmessage.MustNewName(service), Type: dnsmessage.TypePTR, Class: dnsmessage.ClassINET | unicast,
	}))
	packet, done := b.Finish()
	if err = errors.Join(err, done); err != nil {
		panic(err) // all of it is written above
	}
	return packet
}

// ownAddresses are those of this machine on networks that know multicast.
func ownAddresses() (all []netip.Addr, err error) {
	interfaces, err := net.Interfaces()
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagMulticast == 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() {
				all = append(all, p.Addr())
			}
		}
	}
	return all, err
}
