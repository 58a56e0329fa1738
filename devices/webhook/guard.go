package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
)

// errOwn says that a name leads into a network that the hook may not reach.
var errOwn = errors.New("is an address of an own network")

// errOpen says that an unencrypted message would leave the own network.
var errOpen = errors.New("is an address of the internet, and http is not encrypted")

// Check finds what cannot be meant with the address of a hook; nil = nothing.
// What a name leads to is only known, and judged, when a connection is made.
func Check(address string, private bool) error {
	at, err := url.Parse(address)
	switch {
	case err != nil || at.Hostname() == "":
		return errors.New("its address cannot be read: write https://host/path")
	case at.User != nil:
		return errors.New("an address with a password in it is not sent to: the signature says who we are")
	case at.Scheme == "http" && private, at.Scheme == "https":
	case at.Scheme == "http":
		return errors.New("http is not encrypted: write https, or `private: true` for a receiver in the venue's own network")
	default:
		return fmt.Errorf("%q is no way to a webhook: write https://host/path", at.Scheme)
	}
	ip, err := netip.ParseAddr(at.Hostname())
	if err != nil {
		return nil // a name: judged when it is dialled
	}
	return guard{private: private, plain: at.Scheme == "http"}.judge(ip)
}

// guard says where a hook may connect to.
type guard struct {
	private bool // the own network too
	plain   bool // without TLS: the own network only
}

// control is a net.Dialer's Control: it sees the address that a name was
// resolved to, in the moment of connecting, so that a name that leads
// elsewhere the second time is judged the second time.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s %w", address, errOwn)
	}
	return g.judge(at.Addr())
}

func (g guard) judge(ip netip.Addr) error {
	ip = ip.WithZone("").Unmap()
	switch reach := reachOf(ip); {
	case reach == nowhere, reach == own && !g.private:
		return fmt.Errorf("%s %w", ip, errOwn)
	case reach == everywhere && g.plain:
		return fmt.Errorf("%s %w", ip, errOpen)
	}
	return nil
}

// reach is from where an address can be reached.
type reach int

const (
	everywhere reach = iota
	own              // this machine, this cable, this house
	nowhere          // many, none, or another address in disguise
)

func reachOf(ip netip.Addr) reach {
	switch {
	case ip.IsLoopback(), ip.IsPrivate(), ip.IsLinkLocalUnicast(), within(ip, shared()):
		return own
	case !ip.IsValid(), ip.IsUnspecified(), ip.IsMulticast(), within(ip, disguised()):
		return nowhere
	}
	return everywhere
}

func within(ip netip.Addr, nets []netip.Prefix) bool {
	return slices.ContainsFunc(nets, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// disguised are blocks that stand for another address or for nobody, from the
// IANA special-purpose registries (RFC 6890): "this network", 6to4 and its
// relays, Teredo, both NAT64 prefixes, IPv4-compatible, benchmarking,
// documentation, reserved and broadcast.
func disguised() []netip.Prefix {
	return prefixes("0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")
}

// shared is the space of a provider's own network (RFC 6598).
func shared() []netip.Prefix { return prefixes("100.64.0.0/10") }

func prefixes(all ...string) (nets []netip.Prefix) {
	for _, p := range all {
		nets = append(nets, netip.MustParsePrefix(p))
	}
	return nets
}
