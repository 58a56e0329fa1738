package link

import (
	"net"
	"syscall"
)

// mark is a TCP connection's low-water mark of receiving: how many bytes must
// be there before the kernel wakes anybody. Without it every packet wakes a
// thread of the runtime's poller, though nobody reads (Linux 4.18 and later;
// socket(7), SO_RCVLOWAT). The zero mark is a connection that has none.
type mark struct {
	raw syscall.RawConn
	now int
}

func markOf(conn net.Conn) mark {
	if tcp, ok := conn.(*net.TCPConn); ok {
		if raw, err := tcp.SyscallConn(); err == nil {
			return mark{raw: raw, now: 1}
		}
	}
	return mark{}
}

func (m *mark) set(bytes int) {
	if m.raw == nil || m.now == bytes {
		return
	}
	m.now = bytes
	// If it fails, we are woken more often, or the connection is closed and
	// the next read says so.
	_ = m.raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, bytes)
	})
}

// take reads what is there, and does not wait for more. Zero is for anything
// that a common read had better tell: nothing there, an end, an error.
func (m *mark) take(b []byte) (n int) {
	if m.raw == nil {
		return 0
	}
	_ = m.raw.Read(func(fd uintptr) bool {
		n, _ = syscall.Read(int(fd), b)
		return true
	})
	return max(n, 0)
}
