package spool

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func open(t *testing.T, dir, boot string) (*Disk, []Kept) {
	t.Helper()
	d, kept, err := OpenDisk(dir, boot)
	if err != nil {
		t.Fatal(err)
	}
	return d, kept
}

// fill puts messages from..to, whose bodies say their numbers.
func fill(t *testing.T, d *Disk, from, to uint64) {
	t.Helper()
	for seq := from; seq <= to; seq++ {
		if err := d.Put(seq, Entry{start(), 3, body(seq)}); err != nil {
			t.Fatal(err)
		}
	}
}

func body(seq uint64) []byte { return fmt.Appendf(nil, `[{"tag":"b%05d"}]`, seq) }

// holds checks that numbers from..to give the bodies offset further on.
func holds(t *testing.T, d *Disk, from, to, offset uint64) {
	t.Helper()
	for seq := from; seq <= to; seq++ {
		if got, err := d.Get(seq); err != nil || !bytes.Equal(got, body(seq+offset)) {
			t.Fatalf("Get(%d): got %s, %v, want %s", seq, got, err, body(seq+offset))
		}
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestWhatWasPutIsThereInTheNextLifeUnderNewNumbers(t *testing.T) {
	dir := t.TempDir()
	d, kept := open(t, dir, "life1")
	if len(kept) != 0 {
		t.Fatalf("a new folder: got %d kept", len(kept))
	}
	fill(t, d, 101, 110)
	fill(t, d, 200, 209) // between them answers flowed
	holds(t, d, 101, 110, 0)
	holds(t, d, 200, 209, 0)

	d, kept = open(t, dir, "life2") // killed
	if len(kept) != 20 || kept[0] != (Kept{start().Local(), 3, len(body(101))}) {
		t.Fatalf("after a kill: got %d kept, the first %+v, want 20", len(kept), kept[0])
	}
	holds(t, d, 1, 10, 100)
	holds(t, d, 11, 20, 189)
	fill(t, d, 21, 25)
	holds(t, d, 21, 25, 0)
}

func TestWhatWasCommittedIsNotThereAgain(t *testing.T) {
	dir := t.TempDir()
	d, _ := open(t, dir, "life1")
	fill(t, d, 1, 10)
	if err := d.Note(4); err != nil {
		t.Fatal(err)
	}
	d, kept := open(t, dir, "life2")
	if len(kept) != 6 {
		t.Fatalf("4 of 10 committed: got %d kept, want 6", len(kept))
	}
	holds(t, d, 1, 6, 4)
	if err := d.Note(2); err != nil { // of the new numbers
		t.Fatal(err)
	}
	d, kept = open(t, dir, "life3")
	if len(kept) != 4 {
		t.Fatalf("two more committed: got %d kept, want 4", len(kept))
	}
	holds(t, d, 1, 4, 6)
	if err := d.Note(4); err != nil {
		t.Fatal(err)
	}
	if _, kept = open(t, dir, "life4"); len(kept) != 0 || len(files(t, dir)) != 0 {
		t.Errorf("all committed: got %d kept in %v", len(kept), files(t, dir))
	}
}

func TestTornLastMessageIsLeftOut(t *testing.T) {
	whole := t.TempDir()
	d, _ := open(t, whole, "life1")
	fill(t, d, 1, 3)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(files(t, whole)[0])
	if err != nil {
		t.Fatal(err)
	}
	one := recordHead + len(body(1))
	for cut := headBytes; cut <= len(text); cut++ {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "0000000000000001.seg"), text[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		d, kept := open(t, dir, "life2")
		if want := (cut - headBytes) / one; len(kept) != want {
			t.Fatalf("cut at %d of %d: got %d kept, want %d", cut, len(text), len(kept), want)
		}
		holds(t, d, 1, uint64(len(kept)), 0)
		fill(t, d, uint64(len(kept))+1, 5) // and on it goes, in a new file
		holds(t, d, 1, 5, 0)
	}
}

func TestDamageIsKnownAndCostsNoOtherFile(t *testing.T) {
	dir := t.TempDir()
	d, _ := open(t, dir, "life1")
	fill(t, d, 1, 3)
	fill(t, d, 10, 12) // another file
	path := files(t, dir)[0]
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[headBytes+recordHead+len(body(1))+recordHead+4] ^= 1 // in the second message
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(2); err == nil {
		t.Errorf("Get of a damaged message: got %s", got)
	}
	if got, err := d.Get(5); err == nil {
		t.Errorf("Get of a message that never was: got %s", got)
	}
	d, kept := open(t, dir, "life2")
	if len(kept) != 4 {
		t.Fatalf("the second of 3 and 3 damaged: got %d kept, want the first and the other file", len(kept))
	}
	holds(t, d, 2, 4, 8)
}

func TestFilesGoWhenTheirLastMessageIsForgotten(t *testing.T) {
	dir := t.TempDir()
	d, _ := open(t, dir, "life1")
	big := bytes.Repeat([]byte("x"), 100_000)
	for seq := range uint64(50) {
		if err := d.Put(seq+1, Entry{start(), 1, big}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(files(t, dir)); n != 5 {
		t.Fatalf("5 MB: got %d files, want 5 of 1 MiB", n)
	}
	d.Forget(25)
	if n := len(files(t, dir)); n != 3 {
		t.Errorf("half forgotten: got %d files, want 3", n)
	}
	d.Forget(51)
	if n := len(files(t, dir)); n != 0 {
		t.Errorf("all forgotten: got %d files, want none", n)
	}
	if err := d.Put(51, Entry{start(), 1, big}); err != nil {
		t.Fatal(err)
	}
}

func TestDiskIsMadeSafeEveryTwoSecondsAndNotesEveryTen(t *testing.T) {
	dir := t.TempDir()
	d, _ := open(t, dir, "life1")
	fill(t, d, 1, 2)
	now := start()
	for _, step := range []struct {
		after     time.Duration
		committed uint64
		dirty     bool
		noted     uint64
	}{{0, 0, false, 0}, {time.Second, 1, true, 1}, {time.Second, 2, false, 1}, {7 * time.Second, 2, true, 1}, {2 * time.Second, 2, false, 2}} {
		fill(t, d, d.newest().last()+1, d.newest().last()+1)
		now = now.Add(step.after)
		if err := d.Tend(now, step.committed); err != nil {
			t.Fatal(err)
		}
		if n := d.read(); d.dirty != step.dirty && step.after != 7*time.Second || n.Seq != step.noted {
			t.Errorf("at %s, %d committed: got dirty %v, noted %d, want %v, %d", now.Sub(start()), step.committed, d.dirty, n.Seq, step.dirty, step.noted)
		}
	}
}

func TestShelfThatFailsKeepsTheRestInMemory(t *testing.T) {
	dir := t.TempDir()
	d, _ := open(t, dir, "b1")
	s := New(Options{Boot: "b1"}, d, nil)
	s.Add(entry(start()))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Shelve(start(), true); err == nil {
		t.Error("a folder that is gone: got no error")
	}
	if all := due(t, s, start()); len(all) != 1 {
		t.Errorf("after the shelf failed: got %d messages due, want it from memory", len(all))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Shelve(start(), true); err != nil || len(files(t, dir)) != 1 {
		t.Errorf("the folder is back: got %v, %v", err, files(t, dir))
	}
}

func FuzzOpenDisk(f *testing.F) {
	f.Add(header("life1", 1))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "0000000000000001.seg"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		d, kept, err := OpenDisk(dir, "life2")
		if err != nil {
			t.Fatal(err)
		}
		for i := range kept {
			if _, err := d.Get(uint64(i) + 1); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkPut(b *testing.B) {
	d, _, err := OpenDisk(b.TempDir(), "life1")
	if err != nil {
		b.Fatal(err)
	}
	e := Entry{start(), 20, bytes.Repeat([]byte("x"), 1500)}
	seq := uint64(0)
	for b.Loop() {
		seq++
		if err := d.Put(seq, e); err != nil {
			b.Fatal(err)
		}
		d.Forget(max(seq, 1000) - 1000)
	}
}
