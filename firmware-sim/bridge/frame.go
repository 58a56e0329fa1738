package bridge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// frame is one packet of a stream: what every channel should show.
type frame struct {
	version int
	seq     byte
	xy      bool   // colours are x, y and brightness; else red, green and blue
	area    string // of version 2
	points  []spot
}

// spot is one channel, or one lamp in version 1, with its three numbers.
type spot struct {
	id     int
	values [3]uint16
}

const (
	magic      = "HueStream"
	headSize   = 16
	uuidSize   = 36
	oldPoint   = 9
	newPoint   = 7
	oldMost    = 10
	oldVersion = 1
	newVersion = 2
)

var errNoFrame = errors.New("no HueStream frame")

// parseFrame reads a packet of version 1 or 2.
func parseFrame(raw []byte) (frame, error) {
	if len(raw) < headSize || string(raw[:len(magic)]) != magic {
		return frame{}, errNoFrame
	}
	f := frame{version: int(raw[9]), seq: raw[11], xy: raw[14] == 1}
	rest, size, most := raw[headSize:], oldPoint, oldMost
	switch {
	case raw[14] > 1:
		return f, fmt.Errorf("colour space %d", raw[14])
	case f.version == newVersion && len(rest) >= uuidSize:
		f.area, rest, size, most = string(rest[:uuidSize]), rest[uuidSize:], newPoint, maxChannels
	case f.version != oldVersion:
		return f, fmt.Errorf("version %d in %d bytes", f.version, len(raw))
	}
	if len(rest)%size != 0 || len(rest)/size > most {
		return f, fmt.Errorf("%d bytes of channels", len(rest))
	}
	for ; len(rest) > 0; rest = rest[size:] {
		f.points = append(f.points, readSpot(rest[:size]))
	}
	return f, nil
}

func readSpot(raw []byte) spot {
	s := spot{id: int(raw[0])}
	if len(raw) == oldPoint { // type, then the number of the lamp
		s.id = int(binary.BigEndian.Uint16(raw[1:]))
	}
	values := raw[len(raw)-6:]
	for i := range s.values {
		s.values[i] = binary.BigEndian.Uint16(values[2*i:])
	}
	return s
}

// look is what a lamp shows for a spot. Brightness of RGB is its greatest part.
func (s spot) look(kind string, xy bool) look {
	a, b, c := share(s.values[0]), share(s.values[1]), share(s.values[2])
	if xy {
		x, y := clamp(kind, a, b)
		return look{x, y, c * 254}
	}
	x, y := chromaticity(a, b, c)
	x, y = clamp(kind, x, y)
	return look{x, y, max(a, b, c) * 254}
}

func share(v uint16) float64 { return float64(v) / math.MaxUint16 }
