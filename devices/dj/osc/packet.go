package osc

import (
	"encoding/binary"
	"math"
	"strings"
	"time"

	"foyer/devices/dj"
)

// packet is a list as one OSC bundle, to be done at once.
func packet(l dj.List) []byte {
	b := append(text("#bundle"), 0, 0, 0, 0, 0, 0, 0, 1) // the time tag that means now
	playing, playedAt, songs := "", time.Time{}, [][]byte(nil)
	open := 0
	for _, r := range l.Requests {
		switch {
		case r.State == dj.Played && r.PlayedAt.After(playedAt):
			playing, playedAt = r.Song, r.PlayedAt
		case r.State == dj.Played || r.State == dj.No:
		default:
			if open++; open <= shown {
				songs = append(songs, message("/foyer/dj/top", open, r.Song, r.Votes, r.Weight))
			}
		}
	}
	b = element(b, message("/foyer/dj/paused", boolean(l.Paused)))
	b = element(b, message("/foyer/dj/playing", playing))
	b = element(b, message("/foyer/dj/songs", open))
	for _, m := range songs {
		b = element(b, m)
	}
	tastes := l.Tastes[:min(len(l.Tastes), shown)]
	b = element(b, message("/foyer/dj/tastes", len(tastes)))
	for i, t := range tastes {
		b = element(b, message("/foyer/dj/taste", i+1, t.Taste, t.People, t.Trend))
	}
	return b
}

func element(bundle, message []byte) []byte {
	return append(binary.BigEndian.AppendUint32(bundle, uint32(len(message))), message...)
}

// message is an address with its arguments: int is i, string s, float64 f.
func message(address string, arguments ...any) []byte {
	tags, body := ",", []byte(nil)
	for _, a := range arguments {
		switch a := a.(type) {
		case int:
			tags, body = tags+"i", binary.BigEndian.AppendUint32(body, uint32(int32(min(max(a, math.MinInt32), math.MaxInt32))))
		case string:
			tags, body = tags+"s", append(body, text(a)...)
		case float64:
			tags, body = tags+"f", binary.BigEndian.AppendUint32(body, math.Float32bits(float32(a)))
		}
	}
	return append(append(text(address), text(tags)...), body...)
}

// text ends with a zero, and is as long as a multiple of four.
func text(s string) []byte {
	b := append([]byte(strings.ReplaceAll(s, "\x00", "")), 0)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func boolean(on bool) int {
	if on {
		return 1
	}
	return 0
}
