package clip

import (
	"encoding/binary"
	"math"

	"foyer/devices/light"
)

// frameSize is the most a frame takes: a head, the id of the area, and 20
// channels of 7 bytes.
const frameSize = 16 + idSize + mostChannels*7

// appendFrame appends one frame of HueStream version 2: for every channel its
// colour as x and y and its brightness, each as a share of 65535. A lost frame
// is lost, so each is the whole look.
func appendFrame(to []byte, seq byte, area string, channels []channel, looks []light.Shine) []byte {
	const byXY = 1
	to = append(to, "HueStream"...)
	to = append(to, 2, 0, seq, 0, 0, byXY, 0)
	to = append(to, area...)
	for i, c := range channels {
		xy := c.gamut.Clamp(looks[i].XY)
		to = append(to, c.id)
		for _, part := range []float64{xy.X, xy.Y, looks[i].Level} {
			to = binary.BigEndian.AppendUint16(to, uint16(math.Round(min(max(part, 0), 1)*math.MaxUint16)))
		}
	}
	return to
}
