package main

import (
	"os"
	"strconv"
	"strings"
)

// vitals are how the machine is, as the kernel tells it in files.
type vitals struct {
	temperature string   // file with thousandths of a degree
	throttled   []string // files with the bits of vcgencmd get_throttled
}

func newVitals(throttled string) vitals {
	v := vitals{
		temperature: "/sys/class/thermal/thermal_zone0/temp",
		throttled:   []string{"/sys/devices/platform/soc/soc:firmware/get_throttled"},
	}
	if throttled != "" {
		v.throttled = append([]string{throttled}, v.throttled...)
	}
	return v
}

// celsius is the processor's temperature; nil when nobody tells.
func (v vitals) celsius() *float64 {
	text, err := os.ReadFile(v.temperature)
	if err != nil {
		return nil
	}
	milli, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		return nil
	}
	c := milli / 1000
	return &c
}

// power tells whether the voltage is too low now, and whether it was since the
// machine was switched on; nil when nobody tells.
func (v vitals) power() (now, ever *bool) {
	for _, file := range v.throttled {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if bits, ok := throttledBits(string(text)); ok {
			low, was := bits&1 != 0, bits&(1<<16) != 0
			return &low, &was
		}
	}
	return nil, nil
}

// throttledBits reads 50005, 0x50005 and throttled=0x50005, all of them hex.
func throttledBits(text string) (uint64, bool) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "throttled=")
	bits, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 64)
	return bits, err == nil
}
