package main

import (
	"sync"
	"testing"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/devices/v3/mfrc522/commands"
)

// chip is an MFRC522 with a card on it: registers behind SPI, and a card that
// answers what ISO 14443-3 asks for. When it is told to look for a card it
// pulls its interrupt line.
type chip struct {
	irq *pretendPin
	uid [4]byte

	mu   sync.Mutex
	regs [64]byte
	fifo []byte
}

func (c *chip) String() string               { return "MFRC522" }
func (c *chip) Close() error                 { return nil }
func (c *chip) Duplex() conn.Duplex          { return conn.Full }
func (c *chip) TxPackets([]spi.Packet) error { return nil }

func (c *chip) LimitSpeed(physic.Frequency) error { return nil }

func (c *chip) Connect(physic.Frequency, spi.Mode, int) (spi.Conn, error) { return c, nil }

// Tx implements conn.Conn: one register written, or read.
func (c *chip) Tx(w, r []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	address := int(w[0]&0x7e) >> 1
	if w[0]&0x80 != 0 {
		r[1] = c.read(address)
		return nil
	}
	c.write(address, w[1])
	return nil
}

func (c *chip) read(address int) byte {
	switch address {
	case commands.FIFODataReg:
		b := c.fifo[0]
		c.fifo = c.fifo[1:]
		return b
	case commands.FIFOLevelReg:
		return byte(len(c.fifo))
	}
	return c.regs[address]
}

func (c *chip) write(address int, b byte) {
	switch address {
	case commands.FIFODataReg:
		c.fifo = append(c.fifo, b)
		return
	case commands.FIFOLevelReg:
		if b&0x80 != 0 {
			c.fifo = nil
		}
		return
	case commands.CommandReg:
		c.regs[commands.TxControlReg] &^= boolBits(b == commands.PCD_RESETPHASE, 0x03)
		if b == commands.PCD_CALCCRC {
			c.regs[commands.DivIrqReg] |= 0x04
		}
	case commands.BitFramingReg:
		if b&0x80 != 0 && c.regs[commands.CommandReg] == commands.PCD_TRANSCEIVE {
			c.transceive()
		}
	}
	c.regs[address] = b
}

func boolBits(is bool, bits byte) byte {
	if is {
		return bits
	}
	return 0
}

// transceive lets the card answer what is in the buffer.
func (c *chip) transceive() {
	asked := c.fifo
	c.fifo = nil
	switch {
	case len(asked) > 0 && asked[len(asked)-1] == 0x26 && c.regs[commands.CommIEnReg] == 0xa0: // the loop that waits for a card
		c.irq.edges <- gpio.Low
	case len(asked) == 1 && asked[0] == 0x26: // REQA
		c.fifo = []byte{0x04, 0x00}
	case len(asked) == 2 && asked[0] == commands.PICC_ANTICOLL:
		u := c.uid
		c.fifo = []byte{u[0], u[1], u[2], u[3], u[0] ^ u[1] ^ u[2] ^ u[3]}
	case len(asked) == 9: // SELECT
		c.fifo = []byte{0x08, 0xb6, 0xdd}
	}
	c.regs[commands.CommIrqReg] = 0x30
}

func TestReaderReadsACard(t *testing.T) {
	irq := newPin("irq")
	c := &chip{irq: irq, uid: [4]byte{0x04, 0xa1, 0xb2, 0xc3}}
	reader, err := newReader(c, newPin("reset"), irq)
	if err != nil {
		t.Fatal(err)
	}
	uid, err := reader.ReadUID(glance)
	if err != nil || string(uid) != string(c.uid[:]) {
		t.Errorf("a card on the reader: got %x, %v, want %x", uid, err, c.uid)
	}
}
