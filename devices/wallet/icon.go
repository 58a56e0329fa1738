package wallet

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// icons are the small pictures that a phone shows beside a pass on its lock
// screen, at one, two and three pixels a point.
func icons() (files []file, err error) {
	for scale, name := range []string{"icon.png", "icon@2x.png", "icon@3x.png"} {
		var out bytes.Buffer
		if err := png.Encode(&out, door(29*(scale+1))); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, file{name, out.Bytes()})
	}
	return files, nil
}

// samples is into how many points a pixel is cut each way, so that edges are smooth.
const samples = 4

// door draws an open door with light in it, size pixels wide and high.
func door(size int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			picture.SetNRGBA(x, y, mixed(x, y, size))
		}
	}
	return picture
}

func mixed(x, y, size int) color.NRGBA {
	var r, g, b int
	for i := range samples * samples {
		at := func(pixel, part int) float64 {
			return (float64(pixel) + (float64(part)+0.5)/samples) / float64(size)
		}
		c := colourAt(at(x, i%samples), at(y, i/samples))
		r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
	}
	const all = samples * samples
	return color.NRGBA{uint8(r / all), uint8(g / all), uint8(b / all), 0xff}
}

// colourAt is the colour at a point of the unit square: night, an arch of
// light, and the floor before it.
func colourAt(x, y float64) color.NRGBA {
	night := color.NRGBA{28, 34, 54, 0xff}
	light := color.NRGBA{255, 190, 92, 0xff}
	floor := color.NRGBA{92, 78, 78, 0xff}
	inArch := math.Abs(x-0.5) < 0.2 && y >= 0.4 && y < 0.8 || math.Hypot(x-0.5, y-0.4) < 0.2
	switch {
	case inArch:
		return light
	case y >= 0.8 && y < 0.88 && math.Abs(x-0.5) < 0.2+(y-0.8)*1.5:
		return floor
	}
	return night
}
