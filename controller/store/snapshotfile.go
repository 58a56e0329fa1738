package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A snapshot file is a first line that names the format, the snapshot as gob,
// and the CRC-32 of both, so that a torn file is known as one.
const (
	snapshotLine = "foyer trial store, version 1\n"
	snapshotSum  = 4
)

// writeSnapshot replaces the file at path so that either the old or the new
// one is whole on disk at any moment, and keeps the one before as path.old.
func writeSnapshot(path string, s *snapshot) error {
	next := path + ".new"
	if err := writeSynced(next, s); err != nil {
		return err
	}
	if err := os.Rename(path, path+".old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeSynced(path string, s *snapshot) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = encodeSnapshot(f, s)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func encodeSnapshot(to io.Writer, s *snapshot) error {
	buffered, sum := bufio.NewWriterSize(to, 1<<16), crc32.NewIEEE()
	both := io.MultiWriter(buffered, sum)
	if _, err := io.WriteString(both, snapshotLine); err != nil {
		return err
	}
	if err := gob.NewEncoder(both).Encode(s); err != nil {
		return err
	}
	if err := binary.Write(buffered, binary.BigEndian, sum.Sum32()); err != nil {
		return err
	}
	return buffered.Flush()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// readSnapshot reads the newest whole file: the last or the one before. No
// file at all is an empty store; only torn ones are an error, because starting
// empty would forget who was given what.
func readSnapshot(path string) (*snapshot, error) {
	var problems []error
	for _, name := range []string{path, path + ".old"} {
		s, err := readFile(name)
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	if len(problems) == 0 {
		return &snapshot{}, nil
	}
	return nil, fmt.Errorf("no snapshot can be read; move them away to start empty: %w", errors.Join(problems...))
}

func readFile(path string) (*snapshot, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := decodeSnapshot(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func decodeSnapshot(file []byte) (*snapshot, error) {
	end := len(file) - snapshotSum
	if end < len(snapshotLine) || !bytes.HasPrefix(file, []byte(snapshotLine)) {
		return nil, errors.New("it is not a snapshot of this version")
	}
	if crc32.ChecksumIEEE(file[:end]) != binary.BigEndian.Uint32(file[end:]) {
		return nil, errors.New("it is torn: its checksum is wrong")
	}
	s := &snapshot{}
	if err := gob.NewDecoder(bytes.NewReader(file[len(snapshotLine):end])).Decode(s); err != nil {
		return nil, err
	}
	return s, nil
}
