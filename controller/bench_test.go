package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
)

// BenchmarkEndToEnd runs the real program against a real mosquitto and a real
// Redis, under foyer-sim load: 5,000 tags of 10,000 people, 40,000 sightings a
// second, one a message and twenty a message, with the commit on. It reports
// the latency from publish to the effect that it caused, CPU of the controller
// per sighting, its memory, and what was lost. After these it climbs to the
// highest rate that is sustained with a p99 under 100 ms.
func BenchmarkEndToEnd(b *testing.B) {
	seconds := 30
	for _, load := range []struct {
		name             string
		rate, perMessage int
	}{
		{"40000OneAMessage", 40_000, 1},
		{"40000TwentyAMessage", 40_000, 20},
	} {
		b.Run(load.name, func(b *testing.B) {
			for b.Loop() {
				measureLoad(b, load.rate, load.perMessage, seconds).report(b)
			}
		})
	}
	b.Run("HighestSustainedOneAMessage", func(b *testing.B) {
		for b.Loop() {
			best := 0
			for rate := 40_000; rate <= 200_000; rate += 20_000 {
				m := measureLoad(b, rate, 1, 8)
				b.Logf("%d/s: lost %d, p99 %.1f ms, reached %.0f/s", rate, m.lost(), m.Latency.P99, m.Rate)
				if m.lost() > 0 || m.Latency.P99 >= 100 || m.Rate < 0.98*float64(rate) {
					break
				}
				best = rate
			}
			b.ReportMetric(float64(best), "sightings/s")
		}
	})
}

// measure is what foyer-sim load says, and what the kernel says of foyer.
type measure struct {
	Sent     uint64  `json:"sent"`
	Accepted uint64  `json:"accepted"`
	Rate     float64 `json:"achieved_rate"`
	Latency  struct {
		P50 float64 `json:"p50"`
		P99 float64 `json:"p99"`
	} `json:"latency_ms"`
	cpu time.Duration
	rss float64 // MB
}

func (m measure) lost() int64 { return int64(m.Sent) - int64(m.Accepted) }

func (m measure) report(b *testing.B) {
	b.ReportMetric(m.Latency.P50, "p50-ms")
	b.ReportMetric(m.Latency.P99, "p99-ms")
	b.ReportMetric(float64(m.cpu.Microseconds())/float64(max(1, m.Sent)), "cpu-µs/sighting")
	b.ReportMetric(m.rss, "rss-MB")
	b.ReportMetric(float64(m.lost()), "lost")
	b.ReportMetric(m.Rate, "sightings/s")
	b.ReportMetric(0, "ns/op")
}

// measureLoad starts everything anew for one load.
func measureLoad(b *testing.B, rate, perMessage, seconds int) measure {
	b.Helper()
	bin := binaries(b)
	broker := brokertest.Start(b)
	redis := startRedis(b)
	venue := writeVenue(b, broker.URL, redis, bin.sim)
	foyer := startFoyer(b, bin.foyer, venue)
	// Five thousand people who all come in one second are no steady load: let
	// them come first.
	runLoad(b, bin.sim, broker.URL, rate, perMessage, 5)
	before := cpuOf(b, foyer.Process.Pid)
	m := runLoad(b, bin.sim, broker.URL, rate, perMessage, seconds)
	m.cpu, m.rss = cpuOf(b, foyer.Process.Pid)-before, peakOf(b, foyer.Process.Pid)
	stop(b, foyer)
	return m
}

func runLoad(b *testing.B, sim, url string, rate, perMessage, seconds int) (m measure) {
	b.Helper()
	load := exec.Command(sim, "load", "--broker", url, "--tags", "5000", "--rate", strconv.Itoa(rate),
		"--per-message", strconv.Itoa(perMessage), "--seconds", strconv.Itoa(seconds), "--json")
	load.Stderr = os.Stderr
	out, err := load.Output()
	if err != nil && len(out) == 0 {
		b.Fatalf("foyer-sim load: %v", err)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		b.Fatalf("foyer-sim load said %q: %v", out, err)
	}
	return m
}

type built struct{ foyer, sim string }

// binaries are the two programs as they are shipped, built once for all tests.
func binaries(tb testing.TB) built {
	tb.Helper()
	b, err := buildOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

var (
	builtIn, errBuiltIn = os.MkdirTemp("", "foyer-test-")
	buildOnce           = sync.OnceValues(buildAll)
)

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(builtIn)
	os.Exit(code)
}

func buildAll() (built, error) {
	if errBuiltIn != nil {
		return built{}, errBuiltIn
	}
	b := built{foyer: filepath.Join(builtIn, "foyer"), sim: filepath.Join(builtIn, "foyer-sim")}
	for path, pkg := range map[string]string{b.foyer: "./controller", b.sim: "./firmware-sim"} {
		build := exec.Command("go", "build", "-tags", "timetzdata", "-o", path, pkg)
		build.Dir = ".."
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return b, fmt.Errorf("building %s: %w\n%s", pkg, err, out)
		}
	}
	return b, nil
}

// startRedis starts a real redis-server on a free loopback port.
func startRedis(tb testing.TB) (url string) {
	tb.Helper()
	r := newRedis(tb)
	r.start()
	return r.url()
}

// redisServer is a real redis-server that a test stops and starts.
type redisServer struct {
	tb   testing.TB
	dir  string
	port string
	cmd  *exec.Cmd
}

func newRedis(tb testing.TB) *redisServer {
	tb.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		missing(tb, "redis-server")
	}
	r := &redisServer{tb: tb, dir: tb.TempDir(), port: freePort(tb)}
	tb.Cleanup(r.kill)
	return r
}

func (r *redisServer) url() string { return "redis://127.0.0.1:" + r.port + "/0" }

func (r *redisServer) start() {
	r.cmd = exec.Command("redis-server", "--port", r.port, "--bind", "127.0.0.1", "--dir", r.dir, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec")
	if err := r.cmd.Start(); err != nil {
		r.tb.Fatalf("redis-server: %v", err)
	}
	waitFor(r.tb, "redis-server to answer", func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+r.port)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
}

func (r *redisServer) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

func missing(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf("%s is missing: apt-get install %s", what, what)
	}
	tb.Skipf("%s is missing: apt-get install %s", what, what)
}

func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// waitFor asks until it is so, for half a minute at most: these machines are busy.
func waitFor(tb testing.TB, what string, so func() bool) {
	tb.Helper()
	wait(tb, 30*time.Second, what, so)
}

func wait(tb testing.TB, patience time.Duration, what string, so func() bool) {
	tb.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < patience; <-tick.C {
		if so() {
			return
		}
	}
	tb.Fatalf("%v have passed, and not yet: %s", patience, what)
}

// writeVenue writes a venue folder: the example's place and rules, ten
// thousand people, and the given broker and Redis. It has no lamps and no push.
func writeVenue(tb testing.TB, broker, redis, sim string) (file string) {
	tb.Helper()
	dir := tb.TempDir()
	if err := unpack(dir); err != nil {
		tb.Fatal(err)
	}
	guests := exec.Command(sim, "load", "--tags", "10000", "--registrations", filepath.Join(dir, "registrations.csv"))
	if out, err := guests.CombinedOutput(); err != nil {
		tb.Fatalf("foyer-sim load --registrations: %v\n%s", err, out)
	}
	file = filepath.Join(dir, "venue.yaml")
	source, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	text := string(source)
	text = text[:strings.Index(text, "\nlights:")] + "\ndj:\n" + text[strings.Index(text, "  - {id: main"):]
	text = replaceLine(text, "broker:", fmt.Sprintf("broker: {url: %q}", broker))
	text = replaceLine(text, "store:", fmt.Sprintf("store: {redis: %q}", redis))
	text = replaceLine(text, "listen:", "listen: 127.0.0.1:"+freePort(tb))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

// replaceLine replaces the one line that begins with key.
func replaceLine(text, key, with string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, key) {
			lines[i] = with
		}
	}
	return strings.Join(lines, "\n")
}

// startFoyer starts the program, and returns when its pages listen.
func startFoyer(tb testing.TB, bin, venue string, args ...string) *exec.Cmd {
	tb.Helper()
	foyer := exec.Command(bin, append([]string{"run", "--venue", venue}, args...)...)
	foyer.Stderr = os.Stderr
	out, err := foyer.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := foyer.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = foyer.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, "http://") {
		tb.Fatalf("foyer run said %q, %v; want its address", line, err)
	}
	return foyer
}

func stop(tb testing.TB, foyer *exec.Cmd) {
	tb.Helper()
	_ = foyer.Process.Signal(os.Interrupt)
	ended, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	go func() { _ = foyer.Wait(); cancel() }()
	<-ended.Done()
	if ended.Err() == context.DeadlineExceeded {
		tb.Errorf("foyer run did not end within ten seconds of an interrupt")
	}
}

// cpuOf is the processor time of a process so far.
func cpuOf(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		tb.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * (time.Second / 100) // USER_HZ is 100 on Linux
}

// peakOf is the largest resident memory of a process so far, in MB.
func peakOf(tb testing.TB, pid int) float64 {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			return kilobytes / 1000
		}
	}
	return 0
}
