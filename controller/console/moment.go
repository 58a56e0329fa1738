package console

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// moment is one state, encoded once for every page that is open.
type moment struct {
	whole []byte
	parts map[string]json.RawMessage // by top-level name
}

func newMoment(s *State) (*moment, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode the state of %s: %w", s.At, err)
	}
	m := &moment{}
	if err := json.Unmarshal(body, &m.parts); err != nil {
		return nil, fmt.Errorf("split the state of %s: %w", s.At, err)
	}
	for name, part := range m.parts {
		if string(part) == "null" { // a list that is nil, and the page wants a list
			m.parts[name] = json.RawMessage("[]")
		}
	}
	if m.whole, err = json.Marshal(m.parts); err != nil {
		return nil, fmt.Errorf("join the state of %s: %w", s.At, err)
	}
	return m, nil
}

// since is what a page that shows old has to be told to show m: the top-level
// parts that differ, or everything when it shows nothing yet.
func (m *moment) since(old *moment) []byte {
	if old == nil {
		return m.whole
	}
	changed := make(map[string]json.RawMessage)
	for name, part := range m.parts {
		if !bytes.Equal(part, old.parts[name]) {
			changed[name] = part
		}
	}
	out, err := json.Marshal(changed)
	if err != nil { // parts came out of an encoder; all of it is right in any case
		return m.whole
	}
	return out
}
