package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
)

// snippet is the block of a kind in the README.
func snippet(t *testing.T, kind string) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```"+kind+"\n")
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("README.md has no block of %s", kind)
	}
	return block
}

func TestReadmeIsTrue(t *testing.T) {
	c, err := configure([]string{"--config", file(t, "gateway.json", snippet(t, "json"))}, io.Discard)
	if err != nil || c.ID != "gw-dance-1" || c.Panel.ReaderIRQ != "GPIO5" {
		t.Errorf("gateway.json: got %+v, %v", c, err)
	}
	if r := rollOf(t, snippet(t, "tags"), false); len(r.names) != 3 || r.card("nfc:04a1b2c3d4e5f6") != "b00042" {
		t.Errorf("tags: got %+v", r)
	}
	d := json.NewDecoder(bytes.NewReader([]byte(snippet(t, "telemetry"))))
	d.DisallowUnknownFields()
	var told telemetry
	if err := d.Decode(&told); err != nil {
		t.Errorf("telemetry: %v", err)
	}
	all, _ := json.Marshal(told)
	var fields, shown map[string]any
	if json.Unmarshal(all, &fields) != nil || json.Unmarshal([]byte(snippet(t, "telemetry")), &shown) != nil || len(fields) != len(shown) {
		t.Errorf("telemetry: the README shows %d fields of %d", len(shown), len(fields))
	}
}
