package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Disk is a shelf of files, each of some messages in a row. A message is
// written with its length and a checksum, so what a power cut tore is known
// and left out. A file is never changed but at its end, and is removed when
// its last message is forgotten.
type Disk struct {
	dir, boot string
	files     []*segment
	name      uint64   // of the newest file
	out       *os.File // the newest, while it is written
	dirty     bool
	synced    time.Time
	hi        uint64 // as noted last
	noted     time.Time
}

const (
	segmentBytes = 1 << 20
	syncEvery    = 2 * time.Second
	noteEvery    = 10 * time.Second

	magic       = "FOYSPL01"
	recordHead  = 18 // length, checksum, time, count
	largestBody = 1 << 20
	ending      = ".seg"
	noteFile    = "committed.json"
)

// segment is one file: the places of its messages, first, first+1, ...
type segment struct {
	path   string
	first  uint64
	places []int64
	size   int64
}

func (f *segment) last() uint64 { return f.first + uint64(len(f.places)) - 1 }

var errTorn = errors.New("a message on the shelf is damaged")

// OpenDisk opens a folder and says what it has kept, oldest first. Boot names
// the life that begins now, in which those are numbered from 1. Messages that
// are known to be committed are not among them, nor what a power cut tore.
func OpenDisk(dir, boot string) (*Disk, []Kept, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, nil, fmt.Errorf("spool: %w", err)
	}
	d := &Disk{dir: dir, boot: boot}
	names, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		return nil, nil, fmt.Errorf("spool: %s: %w", dir, err)
	}
	slices.Sort(names)
	kept, err := d.load(names)
	if err != nil {
		return nil, nil, err
	}
	return d, kept, d.write(note{Boot: boot})
}

// load reads the files of earlier lives. Their numbers count no more: what is
// still to be sent gets new ones in the order it has.
func (d *Disk) load(names []string) (all []Kept, err error) {
	was := d.read()
	for _, path := range names {
		_, _ = fmt.Sscanf(strings.TrimSuffix(filepath.Base(path), ending), "%016x", &d.name)
		f, err := scan(path, was)
		if err != nil {
			return nil, err
		}
		if len(f.kept) == 0 {
			_ = os.Remove(path)
			continue
		}
		f.first = uint64(len(all)) + 1
		all = append(all, f.kept...)
		d.files = append(d.files, &f.segment)
	}
	// The notes of the life that ended are about its numbers. These files are
	// stamped with the new life, so that the next one understands the new notes.
	for _, f := range d.files {
		if err := stamp(f, d.boot); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Put implements Shelf.
func (d *Disk) Put(seq uint64, e Entry) error {
	if err := d.put(seq, e); err != nil {
		d.shut() // the file may end in half a message: begin another
		return fmt.Errorf("spool: keeping message %d: %w", seq, err)
	}
	return nil
}

func (d *Disk) put(seq uint64, e Entry) error {
	if d.out == nil || d.newest().size >= segmentBytes || d.newest().last()+1 != seq {
		if err := d.begin(seq); err != nil {
			return err
		}
	}
	record := binary.BigEndian.AppendUint32(nil, uint32(len(e.Body)))
	record = binary.BigEndian.AppendUint32(record, 0)
	record = binary.BigEndian.AppendUint64(record, uint64(e.At.UnixMilli()))
	record = binary.BigEndian.AppendUint16(record, uint16(e.Count))
	record = append(record, e.Body...)
	binary.BigEndian.PutUint32(record[4:], checksum(record))
	if _, err := d.out.Write(record); err != nil {
		return err
	}
	f := d.newest()
	f.places, d.dirty = append(f.places, f.size), true
	f.size += int64(len(record))
	return nil
}

// checksum covers a message but its length and itself; a wrong length shows.
func checksum(record []byte) uint32 {
	return crc32.Checksum(record[8:], crc32.MakeTable(crc32.Castagnoli))
}

func (d *Disk) newest() *segment { return d.files[len(d.files)-1] }

// begin begins a new file.
func (d *Disk) begin(seq uint64) error {
	if err := d.finish(); err != nil {
		return err
	}
	d.name++
	path := filepath.Join(d.dir, fmt.Sprintf("%016x%s", d.name, ending))
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	head := header(d.boot, seq)
	if _, err := out.Write(head); err != nil {
		return errors.Join(err, out.Close(), os.Remove(path))
	}
	d.out = out
	d.files = append(d.files, &segment{path: path, first: seq, size: int64(len(head))})
	return nil
}

// Get implements Shelf.
func (d *Disk) Get(seq uint64) ([]byte, error) {
	i, found := slices.BinarySearchFunc(d.files, seq, func(f *segment, seq uint64) int {
		switch {
		case f.last() < seq:
			return -1
		case f.first > seq:
			return 1
		}
		return 0
	})
	if !found {
		return nil, fmt.Errorf("spool: message %d: %w", seq, errTorn)
	}
	body, err := d.files[i].get(seq)
	if err != nil {
		return nil, fmt.Errorf("spool: message %d: %w", seq, err)
	}
	return body, nil
}

func (f *segment) get(seq uint64) ([]byte, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	place := f.places[seq-f.first]
	record, err := next(bufio.NewReader(io.NewSectionReader(in, place, f.size-place)))
	if err != nil {
		return nil, err
	}
	return record[recordHead:], nil
}

// Forget implements Shelf.
func (d *Disk) Forget(below uint64) {
	for len(d.files) > 0 && d.files[0].last() < below {
		if d.out != nil && len(d.files) == 1 {
			d.shut()
		}
		_ = os.Remove(d.files[0].path) // what stays is sent twice, and counts once
		d.files = d.files[1:]
	}
}

// Tend makes safe what was put, and notes how far it is committed, each when
// it is time.
func (d *Disk) Tend(now time.Time, committed uint64) error {
	if d.dirty && now.Sub(d.synced) >= syncEvery {
		d.synced = now
		if err := d.sync(); err != nil {
			return err
		}
	}
	if len(d.files) == 0 || committed == d.hi || now.Sub(d.noted) < noteEvery {
		return nil
	}
	d.noted = now
	return d.Note(committed)
}

// Close makes everything safe.
func (d *Disk) Close() error { return d.finish() }

func (d *Disk) sync() error {
	if d.out == nil {
		return nil
	}
	d.dirty = false
	if err := d.out.Sync(); err != nil {
		return fmt.Errorf("spool: making messages safe: %w", err)
	}
	return nil
}

func (d *Disk) finish() error {
	err := d.sync()
	d.shut()
	return err
}

func (d *Disk) shut() {
	if d.out != nil {
		_ = d.out.Close() // synced, or told to be lost
		d.out = nil
	}
}
