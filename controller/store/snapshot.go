package store

import (
	"fmt"

	"github.com/alicebob/miniredis/v2"
)

// snapshot is everything a trial store holds, by type of key.
type snapshot struct {
	Hashes  map[string]map[string]string
	Sets    map[string][]string
	Sorted  map[string]map[string]float64
	Streams map[string][]entry
}

// entry is one entry of a stream, fields and values in turn.
type entry struct {
	ID     string
	Values []string
}

// copyOf copies all keys; nothing may write meanwhile.
func copyOf(m *miniredis.Miniredis) (*snapshot, error) {
	s := &snapshot{
		Hashes: map[string]map[string]string{}, Sets: map[string][]string{},
		Sorted: map[string]map[string]float64{}, Streams: map[string][]entry{},
	}
	for _, key := range m.Keys() {
		if err := s.take(m, key); err != nil {
			return nil, fmt.Errorf("copy %s: %w", key, err)
		}
	}
	return s, nil
}

func (s *snapshot) take(m *miniredis.Miniredis, key string) (err error) {
	switch kind := m.Type(key); kind {
	case "hash":
		s.Hashes[key], err = copyHash(m, key)
	case "set":
		s.Sets[key], err = m.Members(key)
	case "zset":
		s.Sorted[key], err = m.SortedSet(key)
	case "stream":
		s.Streams[key], err = copyStream(m, key)
	default:
		err = fmt.Errorf("a %s cannot be copied", kind)
	}
	return err
}

func copyHash(m *miniredis.Miniredis, key string) (map[string]string, error) {
	fields, err := m.HKeys(key)
	hash := make(map[string]string, len(fields))
	for _, field := range fields {
		hash[field] = m.HGet(key, field)
	}
	return hash, err
}

func copyStream(m *miniredis.Miniredis, key string) ([]entry, error) {
	stream, err := m.Stream(key)
	entries := make([]entry, len(stream))
	for i, e := range stream {
		entries[i] = entry{ID: e.ID, Values: e.Values}
	}
	return entries, err
}

// restore puts everything into an empty server. Streams keep their IDs.
func (s *snapshot) restore(m *miniredis.Miniredis) error {
	for key, hash := range s.Hashes {
		pairs := make([]string, 0, 2*len(hash))
		for field, value := range hash {
			pairs = append(pairs, field, value)
		}
		m.HSet(key, pairs...)
	}
	for key, members := range s.Sets {
		if _, err := m.SetAdd(key, members...); err != nil {
			return err
		}
	}
	for key, scores := range s.Sorted {
		for member, score := range scores {
			if _, err := m.ZAdd(key, score, member); err != nil {
				return err
			}
		}
	}
	return s.restoreStreams(m)
}

func (s *snapshot) restoreStreams(m *miniredis.Miniredis) error {
	for key, entries := range s.Streams {
		for _, e := range entries {
			if _, err := m.XAdd(key, e.ID, e.Values); err != nil {
				return err
			}
		}
	}
	return nil
}
