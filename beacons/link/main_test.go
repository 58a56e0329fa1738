package link

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain is a publisher instead when FOYER_PUBLISH says so, so that a
// benchmark can load a broker from another process than its own.
func TestMain(m *testing.M) {
	if address := os.Getenv("FOYER_PUBLISH"); address != "" {
		if err := load(address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// load publishes FOYER_COUNT sightings of 5,000 tags at FOYER_RATE a second,
// one a message at QoS 0, in bare MQTT: an open loop that waits for nobody.
func load(address string) error {
	count, rate := number("FOYER_COUNT"), number("FOYER_RATE")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write(packet(0x10, "\x00\x04MQTT\x04\x02\x00\x00\x00\x04load")); err != nil {
		return err
	}
	if _, err := conn.Read(make([]byte, 4)); err != nil {
		return err
	}
	began, tick := time.Now(), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for sent := 0; sent < count; {
		now := <-tick.C
		due := min(count, int(now.Sub(began).Seconds()*float64(rate))+1)
		for ; sent < due; sent++ {
			if _, err := conn.Write(sightingPacket(sent)); err != nil {
				return err
			}
		}
	}
	_, err = conn.Write(packet(0xe0, ""))
	return err
}

func number(name string) int {
	n, _ := strconv.Atoi(os.Getenv(name))
	return n
}

func sightingPacket(i int) []byte {
	topic := fmt.Sprintf("foyer/v/sighting/gw-%02d", i%50)
	body := fmt.Sprintf(`{"tag":"b%05d","rssi":-%d,"at":%d}`, i%5000, 40+i%50, time.Now().UnixMilli())
	return packet(0x30, string(binary.BigEndian.AppendUint16(nil, uint16(len(topic))))+topic+body)
}

// packet is a fixed header and what follows it.
func packet(first byte, rest string) []byte {
	b := []byte{first}
	for n := len(rest); ; n >>= 7 {
		if n < 0x80 {
			return append(append(b, byte(n)), rest...)
		}
		b = append(b, byte(n)|0x80)
	}
}
