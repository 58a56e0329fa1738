package store

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestClusterTakesTheScripts(t *testing.T) {
	cli := need(t, "redis-cli")
	var addrs []string
	var nodes []*server
	for range 3 {
		_, bus, _ := net.SplitHostPort(freeAddr(t))
		node := serve(t, "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-config-file", "nodes.conf")
		nodes, addrs = append(nodes, node), append(addrs, node.addr)
	}
	args := append([]string{"--cluster", "create"}, addrs...)
	if out, err := exec.CommandContext(t.Context(), cli, append(args, "--cluster-yes")...).CombinedOutput(); err != nil {
		t.Fatalf("create a cluster: %v: %s", err, out)
	}
	for _, node := range nodes {
		c := node.client()
		eventually(t, "the cluster is whole", func() bool {
			info, err := c.ClusterInfo(t.Context()).Result()
			return err == nil && strings.Contains(info, "cluster_state:ok")
		})
	}
	for venue := range 6 { // so that different nodes hold the keys
		s := open(t, Config{Redis: addrs, Venue: fmt.Sprint("expo-", venue), Owner: "one"})
		commit(t, s, rich(1))
		same(t, "load from a cluster", load(t, s), sum())
		if tried, _, err := s.Begin(t.Context(), "x"); tried || err != nil {
			t.Fatalf("begin on a cluster: got %v, %v", tried, err)
		}
		if err := s.probe(t.Context()); err != nil {
			t.Fatalf("probe of a cluster: %v", err)
		}
	}
}

func TestSentinelLeadsToTheMaster(t *testing.T) {
	master := serve(t)
	_, port, _ := net.SplitHostPort(master.addr)
	addr := freeAddr(t)
	_, own, _ := net.SplitHostPort(addr)
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := "port " + own + "\nbind 127.0.0.1\nsentinel monitor expo 127.0.0.1 " + port + " 1\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sentinel := exec.Command(need(t, "redis-server"), conf, "--sentinel")
	if err := sentinel.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sentinel.Process.Signal(syscall.SIGTERM); _ = sentinel.Wait() })
	s := open(t, Config{Redis: []string{addr}, Master: "expo", Venue: "expo", Owner: "one"})
	commit(t, s, rich(1))
	same(t, "load through Sentinel", load(t, s), sum())
}
