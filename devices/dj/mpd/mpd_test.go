package mpd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fhs/gompd/v2/mpd"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/dj"
	sink "foyer/devices/dj/mpd"
)

// tone is a second of a sine as a WAV file: 8 kHz, 16 bit, mono.
func tone(hertz float64, seconds int) []byte {
	const rate = 8000
	var samples bytes.Buffer
	for n := range rate * seconds {
		_ = binary.Write(&samples, binary.LittleEndian, int16(8000*math.Sin(2*math.Pi*hertz*float64(n)/rate)))
	}
	var out bytes.Buffer
	head := func(v any) { _ = binary.Write(&out, binary.LittleEndian, v) }
	out.WriteString("RIFF")
	head(uint32(36 + samples.Len()))
	out.WriteString("WAVEfmt ")
	head(uint32(16))
	head([]uint16{1, 1})
	head([]uint32{rate, rate * 2})
	head([]uint16{2, 16})
	out.WriteString("data")
	head(uint32(samples.Len()))
	out.Write(samples.Bytes())
	return out.Bytes()
}

// start runs a real mpd that has a.wav to e.wav, and gives its address.
func start(t *testing.T, more string) string {
	t.Helper()
	if _, err := exec.LookPath("mpd"); err != nil {
		devicetest.Lacks(t, "mpd: install Debian's package mpd")
	}
	dir := t.TempDir()
	for i, name := range []string{"a", "b", "c", "d", "e's \"best\""} {
		if err := os.MkdirAll(filepath.Join(dir, "music", "lounge"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "music", "lounge", name+".wav"), tone(200+100*float64(i), 60), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := free(t)
	_, port, _ := net.SplitHostPort(address)
	config := fmt.Sprintf(`music_directory %q
playlist_directory %q
db_file %q
sticker_file %q
bind_to_address "127.0.0.1"
port %q
audio_output {
  type "null"
  name "null"
}
%s`, filepath.Join(dir, "music"), dir, filepath.Join(dir, "db"), filepath.Join(dir, "stickers"), port, more)
	file := filepath.Join(dir, "mpd.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	player := exec.CommandContext(t.Context(), "mpd", "--no-daemon", "--stderr", file)
	if err := player.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = player.Process.Kill(); _ = player.Wait() })
	devicetest.Until(t, "mpd", func() bool {
		c, err := mpd.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	if more == "" {
		eye := look(t, address)
		_, _ = eye.Update("")
		devicetest.Until(t, "mpd to read its music", func() bool {
			files, err := eye.GetFiles()
			return err == nil && len(files) == 5
		})
	}
	return address
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// look is gompd, which we did not write, at the same player.
func look(t *testing.T, address string) *mpd.Client {
	t.Helper()
	c, err := mpd.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// queued is what mpc, which we did not write either, says is in the queue.
func queued(t *testing.T, address string) string {
	t.Helper()
	host, port, _ := net.SplitHostPort(address)
	out, err := exec.CommandContext(t.Context(), "mpc", "-h", host, "-p", port, "-f", "%file%", "playlist").Output()
	if err != nil {
		devicetest.Lacks(t, "mpc: install Debian's package mpc")
	}
	return strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(string(out), "lounge/", "")), ".wav", "")
}

func song(name string, votes int, state dj.State) dj.Request {
	return dj.Request{Song: name, Votes: votes, Weight: float64(votes), State: state, File: "/srv/music/lounge/" + name + ".wav"}
}

func list(all ...dj.Request) dj.List { return dj.List{Requests: all} }

func does(t *testing.T, p *sink.Player, l dj.List) {
	t.Helper()
	if err := p.Do(t.Context(), l); err != nil {
		t.Fatalf("Do = %v, want nil", err)
	}
}

func TestPlayerKeepsTheDriversPromise(t *testing.T) {
	address := start(t, "")
	devicetest.Run(t, func(t *testing.T) devicetest.Subject[dj.List] {
		wire := devicetest.NewWire(t, address)
		return devicetest.Subject[dj.List]{
			Driver: sink.New(sink.Config{Address: wire.Addr(), Music: "/srv/music"}), Good: list(song("a", 2, dj.Accepted)), Wire: wire,
		}
	})
}

func TestAcceptedSongsComeNextByVotesAndLeaveWhenTheDJSaysNo(t *testing.T) {
	address := start(t, "")
	eye := look(t, address)
	for _, file := range []string{"lounge/d.wav", "lounge/c.wav"} { // the lounge's own music
		if err := eye.Add(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := eye.Play(0); err != nil {
		t.Fatal(err)
	}
	p := sink.New(sink.Config{Address: address, Music: "/srv/music/"})
	for _, step := range []struct {
		list dj.List
		want string
	}{
		{list(song("b", 3, dj.Accepted), song("a", 2, dj.Accepted), song("e's \"best\"", 1, dj.Asked)), "d\nb\na\nc"},
		{list(song("b", 3, dj.Accepted), song("a", 2, dj.Accepted)), "d\nb\na\nc"},
		{list(song("a", 4, dj.Accepted), song("b", 3, dj.Accepted)), "d\na\nb\nc"},
		{list(song("a", 4, dj.Accepted), song("b", 3, dj.No), song("c", 1, dj.No)), "d\na\nc"},
		{list(song("e's \"best\"", 5, dj.Accepted), song("c", 4, dj.Accepted), song("a", 4, dj.Accepted), song("d", 1, dj.Accepted)), "d\ne's \"best\"\nc\na"},
	} {
		does(t, p, step.list)
		if got := queued(t, address); got != step.want {
			t.Errorf("after %v: mpc says %q, want %q", step.list.Requests, got, step.want)
		}
	}
	if sticker, err := eye.StickerGet("lounge/a.wav", "foyer_votes"); err != nil || sticker.Value != "4" {
		t.Errorf("sticker of a: %v %v, want 4 votes", sticker, err)
	}
	if status, err := eye.Status(); err != nil || status["song"] != "0" || status["state"] != "play" {
		t.Errorf("status %v %v, want the first song still playing", status, err)
	}
}

func TestALoungeWithoutADJPlaysByVotes(t *testing.T) {
	address := start(t, "")
	var mu sync.Mutex
	var told []string
	p := sink.New(sink.Config{Address: address, Music: "/srv/music", Auto: true, Plays: func(_ context.Context, file string) error {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, file)
		return nil
	}})
	does(t, p, list(song("b", 3, dj.Asked), song("a", 2, dj.Asked), song("c", 1, dj.Later)))
	if got := queued(t, address); got != "b\na" {
		t.Errorf("mpc says %q, want b and a", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	devicetest.Until(t, "b to be told as playing", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return slices.Equal(told, []string{"/srv/music/lounge/b.wav"})
	})
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	does(t, p, list(song("a", 2, dj.Asked), song("b", 3, dj.Played))) // what plays is not touched
	if got := queued(t, address); got != "b\na" {
		t.Errorf("mpc says %q, want b playing and a next", got)
	}
}

func TestAnotherStartOfFoyerQueuesNothingTwice(t *testing.T) {
	address := start(t, "")
	for range 3 {
		does(t, sink.New(sink.Config{Address: address, Music: "/srv/music"}), list(song("a", 2, dj.Accepted), song("b", 1, dj.Accepted)))
	}
	if got := queued(t, address); got != "a\nb" {
		t.Errorf("mpc says %q, want each song once", got)
	}
}

func TestASongThatMPDLacksIsNamedAndTheOthersArePlayed(t *testing.T) {
	address := start(t, "")
	p := sink.New(sink.Config{Address: address, Music: "/srv/music"})
	evil := song("x\nclear", 9, dj.Accepted)
	does(t, p, list(evil, song("nowhere", 3, dj.Accepted), song("a", 2, dj.Accepted)))
	if got, h := queued(t, address), p.Health(); got != "a" || !h.Up || !strings.Contains(h.Problem, "lounge/nowhere.wav") {
		t.Errorf("mpc says %q, health %+v; want a, and which file is lacking", got, h)
	}
}

func TestAPasswordThatIsNotTakenIsRefusedForGood(t *testing.T) {
	address := start(t, "password \"secret@read,add,control,admin\"\ndefault_permissions \"\"\n")
	for password, good := range map[string]bool{"": false, "wrong": false, "secret": true} {
		p := sink.New(sink.Config{Address: address, Password: password})
		err := p.Do(t.Context(), list())
		if good != (err == nil) || devices.IsPermanent(err) == good {
			t.Errorf("password %q: %v, want taken %v, or refused for good", password, err, good)
		}
		if h := p.Health(); !good && (!strings.Contains(h.Problem, "password") || strings.Contains(h.Problem, "wrong")) {
			t.Errorf("health %+v, want that MPD asks for a password", h)
		}
		ctx, cancel := context.WithCancel(t.Context())
		looks := &once{then: cancel}
		quiet := sink.New(sink.Config{Address: address, Password: password, Clock: looks})
		if err := quiet.Run(ctx); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
		if h := quiet.Health(); h.Refused != 0 || h.Up != good {
			t.Errorf("health %+v after a look at what plays, want that no list was refused", h)
		}
	}
}

// once is a clock that ends the run at its first pause.
type once struct {
	devices.Machine
	then func()
}

// Sleep ends the run.
func (o *once) Sleep(ctx context.Context, _ time.Duration) error {
	o.then()
	return ctx.Err()
}

func TestWhatIsNoMPDIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("OK\n")) // a greeting at which gompd panics
			_ = c.Close()
		}
	}()
	p := sink.New(sink.Config{Address: l.Addr().String()})
	if err := p.Do(t.Context(), list()); err == nil || !strings.Contains(p.Health().Problem, "is no MPD") {
		t.Errorf("Do = %v, health %+v; want that this is no MPD", err, p.Health())
	}
}
