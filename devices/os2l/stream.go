package os2l

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// longest bounds what may stand in one message. A beat has 60 bytes.
const longest = 4 << 10

var (
	errGarbage = errors.New("it is no JSON")
	errLong    = errors.New("a message has no end")
)

// message is one thing that a DJ's program says. Buttons and commands are for
// programs of light that have such; they are heard and left.
type message struct {
	Event string  `json:"evt"`
	BPM   float64 `json:"bpm"`
}

// stream cuts what comes over a connection into messages. One packet may hold
// several of them, or a part of one.
type stream struct{ rest []byte }

// feed takes the next bytes, in any pieces, and returns the messages that are
// whole now. After an error the stream cannot go on.
func (s *stream) feed(b []byte) (whole []message, err error) {
	s.rest = append(s.rest, b...)
	d := json.NewDecoder(bytes.NewReader(s.rest))
	var used int64
	for {
		var raw json.RawMessage
		err = d.Decode(&raw)
		if err != nil || !ended(raw, s.rest, d.InputOffset()) {
			break
		}
		used = d.InputOffset()
		var m message
		if json.Unmarshal(raw, &m) == nil { // what is no message of ours is let pass
			whole = append(whole, m)
		}
	}
	s.rest = append(s.rest[:0], s.rest[used:]...)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return whole, errGarbage
	case len(s.rest) > longest:
		return whole, errLong
	}
	return whole, nil
}

// ended tells whether a value is whole: a number at the end of what has come
// may go on.
func ended(raw json.RawMessage, all []byte, offset int64) bool {
	last := raw[len(raw)-1]
	return offset < int64(len(all)) || last == '}' || last == ']' || last == '"'
}
