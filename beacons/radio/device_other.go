//go:build !linux

package radio

import (
	"errors"
	"fmt"
)

// Device opens a controller, which only Linux can.
func Device(number int) (Port, error) {
	return nil, fmt.Errorf("radio: hci%d: %w on this system", number, errors.ErrUnsupported)
}
