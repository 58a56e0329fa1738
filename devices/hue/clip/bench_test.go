package clip

import (
	"bytes"
	"context"
	"encoding/hex"
	"math/rand/v2"
	"net"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/pion/dtls/v3"

	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// crowded is a bridge with an area of 20 lamps.
func crowded(b *testing.B) *bridge.Bridge {
	return serve(b, bridge.Config{Rooms: []bridge.Room{
		{Name: "Bar", Lamps: []string{"C"}}, {Name: "Dance floor", Lamps: slices.Repeat([]string{"C"}, 20)},
	}})
}

// arrival is one frame as it came in.
type arrival struct {
	at    time.Time
	looks []byte
}

// receiver takes one stream and hands on its frames.
func receiver(b *testing.B, key string) (at string, frames chan arrival) {
	b.Helper()
	secret, err := hex.DecodeString(key)
	if err != nil {
		b.Fatal(err)
	}
	l, err := dtls.ListenWithOptions("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)},
		dtls.WithPSK(func([]byte) ([]byte, error) { return secret, nil }), dtls.WithCipherSuites(dtls.TLS_PSK_WITH_AES_128_GCM_SHA256))
	if err != nil {
		b.Fatal(err)
	}
	frames = make(chan arrival, 1<<16)
	behind(b, func(ctx context.Context) error {
		context.AfterFunc(ctx, func() { _ = l.Close() })
		line, err := l.Accept()
		if err != nil {
			return nil
		}
		context.AfterFunc(ctx, func() { _ = line.Close() })
		buf := make([]byte, 1500)
		for {
			n, err := line.Read(buf)
			if err != nil {
				return nil
			}
			frames <- arrival{time.Now(), bytes.Clone(buf[16+idSize : n])}
		}
	})
	return l.Addr().String(), frames
}

// BenchmarkLightToFrame measures from Do to the first frame at the other end
// that shows the change, and how even frames come meanwhile.
func BenchmarkLightToFrame(b *testing.B) {
	sim := crowded(b)
	at, frames := receiver(b, sim.ClientKey())
	clip := driver(b, Config{URL: sim.URL(), Paired: paired(b, sim), Zones: onStage(), Streams: at, Probe: time.Minute}, devices.Machine{})
	behind(b, clip.Stream)
	dice := rand.New(rand.NewPCG(1, 2))
	var waits, gaps []time.Duration
	last := arrival{}
	next := func() arrival {
		f := <-frames
		if !last.at.IsZero() {
			gaps = append(gaps, f.at.Sub(last.at))
		}
		last = f
		return f
	}
	rest := func() {
		for before := next(); ; {
			now := next()
			if bytes.Equal(now.looks, before.looks) {
				return
			}
			before = now
		}
	}
	// Two colours of the same luminance: what is measured is the way, not how
	// long the limits for eyes hold a flash back.
	looks := []rules.Light{colours(dance, "#a959ff", "#a959ff", "#a959ff"), colours(dance, "#477cff", "#477cff", "#477cff")}
	for i := range looks {
		looks[i].Fade = -1
		if err := clip.Do(b.Context(), looks[i]); err != nil {
			b.Fatal(err)
		}
	}
	rest()
	for i := 0; b.Loop(); i++ {
		_ = devices.Machine{}.Sleep(b.Context(), time.Duration(dice.IntN(20_000))*time.Microsecond)
		for len(frames) > 0 {
			next()
		}
		before := last.looks
		begun := time.Now()
		if err := clip.Do(b.Context(), looks[i%2]); err != nil {
			b.Fatal(err)
		}
		f := next()
		for bytes.Equal(f.looks, before) {
			f = next()
		}
		waits = append(waits, f.at.Sub(begun))
		rest()
	}
	slices.Sort(waits)
	slices.Sort(gaps)
	share := func(all []time.Duration, p float64) float64 {
		return float64(all[min(int(p*float64(len(all))), len(all)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(share(waits, 0.5), "p50-ms")
	b.ReportMetric(share(waits, 0.99), "p99-ms")
	b.ReportMetric(share(gaps, 0.99), "gap-p99-ms")
	sum := time.Duration(0)
	for _, g := range gaps {
		sum += g
	}
	b.ReportMetric(float64(len(gaps))/sum.Seconds(), "frames/s")
}

// BenchmarkStreamCPU measures what five seconds of 20 channels cost this
// process; openssl is at the other end, in its own.
func BenchmarkStreamCPU(b *testing.B) {
	sim := crowded(b)
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	at := free.LocalAddr().String()
	_ = free.Close()
	cmd := exec.Command("openssl", "s_server", "-dtls1_2", "-psk", sim.ClientKey(), "-nocert", "-cipher", "PSK-AES128-GCM-SHA256", "-accept", at, "-quiet")
	in, err := cmd.StdinPipe() // it ends when its input does
	if err != nil || cmd.Start() != nil {
		b.Skip("this machine lacks openssl")
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Process.Kill(); _ = cmd.Wait() })
	clip := driver(b, Config{URL: sim.URL(), Paired: paired(b, sim), Zones: onStage(), Streams: at, Probe: time.Minute}, devices.Machine{})
	behind(b, clip.Stream)
	devicetest.Until(b, "frames go out", func() bool { return clip.Traffic().Frames > 10 })
	for b.Loop() {
		begun, frames, cpu := time.Now(), clip.Traffic().Frames, busy()
		_ = devices.Machine{}.Sleep(b.Context(), 5*time.Second)
		gone := time.Since(begun).Seconds()
		b.ReportMetric(float64((busy()-cpu).Microseconds())/1000/gone, "cpu-ms/s")
		b.ReportMetric(float64(clip.Traffic().Frames-frames)/gone, "frames/s")
	}
}

// busy is the time of processors this process has used.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
