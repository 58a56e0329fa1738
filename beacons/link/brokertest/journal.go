package brokertest

import (
	"bytes"
	"sync"
)

// journal is what a mosquitto has said until it was running.
type journal struct {
	running chan struct{} // closed when it says so

	mu   sync.Mutex
	text bytes.Buffer
	done bool
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.done {
		return len(p), nil
	}
	j.text.Write(p)
	if bytes.Contains(j.text.Bytes(), []byte(" running")) {
		j.done = true
		close(j.running)
	}
	return len(p), nil
}

// String is what it said.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
