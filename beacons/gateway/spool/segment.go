package spool

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// headBytes is the head of a file: what it is, whose life, its first number.
const headBytes = len(magic) + bootBytes + 8

// bootBytes is the longest name of a life.
const bootBytes = 32

func header(boot string, first uint64) []byte {
	b := make([]byte, headBytes)
	copy(b, magic)
	copy(b[len(magic):len(magic)+bootBytes], boot)
	binary.BigEndian.PutUint64(b[len(magic)+bootBytes:], first)
	return b
}

// scanned is a file of an earlier life. Its places are of what is to be sent.
type scanned struct {
	segment
	kept []Kept
}

// scan reads a file up to its end or the first message that is torn, and
// leaves out what was committed.
func scan(path string, was note) (f scanned, err error) {
	f.path = path
	in, err := os.Open(path)
	if err != nil {
		return f, fmt.Errorf("spool: %w", err)
	}
	defer func() { _ = in.Close() }()
	r := bufio.NewReader(in)
	head := make([]byte, headBytes)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(magic)]) != magic {
		return f, nil // torn at its very beginning
	}
	boot := string(bytes.TrimRight(head[len(magic):len(magic)+bootBytes], "\x00"))
	seq := int64(binary.BigEndian.Uint64(head[len(magic)+bootBytes:]))
	f.size = int64(headBytes)
	for ; ; seq++ {
		record, err := next(r)
		if err != nil {
			return f, unless(err, io.EOF, io.ErrUnexpectedEOF, errTorn)
		}
		if boot != was.Boot || seq > int64(was.Seq) {
			f.keep(record)
		}
		f.size += int64(len(record))
	}
}

func (f *scanned) keep(record []byte) {
	f.places = append(f.places, f.size)
	f.kept = append(f.kept, Kept{
		At:    time.UnixMilli(int64(binary.BigEndian.Uint64(record[8:]))),
		Count: int(binary.BigEndian.Uint16(record[16:])),
		Size:  len(record) - recordHead,
	})
}

// next reads one message, or says that it is torn.
func next(r *bufio.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > largestBody {
		return nil, errTorn
	}
	record := make([]byte, recordHead+int(n))
	copy(record, size[:])
	if _, err := io.ReadFull(r, record[4:]); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint32(record[4:]) != checksum(record) {
		return nil, errTorn
	}
	return record, nil
}

// unless is err, but nil for those that are no news.
func unless(err error, known ...error) error {
	for _, k := range known {
		if errors.Is(err, k) {
			return nil
		}
	}
	return fmt.Errorf("spool: reading what was kept: %w", err)
}

// stamp gives a file to a new life. Messages at its beginning that were left
// out count back from the first.
func stamp(f *segment, boot string) error {
	out, err := os.OpenFile(f.path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	skipped, err := countBefore(out, f.places[0])
	if err == nil {
		_, err = out.WriteAt(header(boot, f.first-uint64(skipped)), 0)
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("spool: %s: %w", f.path, err)
	}
	return nil
}

// countBefore counts the messages before a place.
func countBefore(in io.ReaderAt, place int64) (n int, err error) {
	r := bufio.NewReader(io.NewSectionReader(in, int64(headBytes), place-int64(headBytes)))
	for {
		if _, err := next(r); err != nil {
			return n, unless(err, io.EOF)
		}
		n++
	}
}
