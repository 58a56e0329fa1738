package radio

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// hciDevDown is HCIDEVDOWN of the kernel's net/bluetooth/hci_sock.h.
const hciDevDown = 0x400448ca

// Device opens controller hci<number> for us alone, as a HCI user channel: it
// takes the controller from bluetoothd, and the kernel keeps its hands off.
// It needs CAP_NET_ADMIN.
func Device(number int) (Port, error) {
	fd, err := unix.Socket(unix.AF_BLUETOOTH, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.BTPROTO_HCI)
	if err != nil {
		return nil, fmt.Errorf("radio: hci%d: opening a bluetooth socket: %w", number, err)
	}
	// A controller that is up is busy; that it is down already is no mistake,
	// and if it cannot be brought down the bind says why.
	_ = unix.IoctlSetInt(fd, hciDevDown, number)
	if err := unix.Bind(fd, &unix.SockaddrHCI{Dev: uint16(number), Channel: unix.HCI_CHANNEL_USER}); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("radio: hci%d: taking the controller (it needs CAP_NET_ADMIN): %w", number, err)
	}
	return os.NewFile(uintptr(fd), fmt.Sprintf("hci%d", number)), nil
}
