package clients

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// journal is the file in which workers note what they do. It is not on the server under test, so it knows better.
type journal struct{ dir string }

func newJournal(t *testing.T) journal {
	j := journal{t.TempDir()}
	if err := os.WriteFile(j.path(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return j
}

func (j journal) path() string { return filepath.Join(j.dir, "journal") }

func (j journal) environ() []string { return []string{"JOURNAL=" + j.path(), "GATES=" + j.dir} }

// release lets jobs that hold their worker go on.
func (j journal) release(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(j.dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// entry is a line of the journal.
type entry struct {
	at          time.Time
	event, name string
	pid         int // of the worker
}

func (j journal) read(t *testing.T) []entry {
	t.Helper()
	text, err := os.ReadFile(j.path())
	if err != nil {
		t.Fatal(err)
	}
	var entries []entry
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) != 4 {
			t.Fatalf("the journal has %q", line)
		}
		seconds, badTime := strconv.ParseFloat(fields[0], 64)
		pid, badPid := strconv.Atoi(fields[3])
		if err := errors.Join(badTime, badPid); err != nil {
			t.Fatalf("the journal has %q: %v", line, err)
		}
		entries = append(entries, entry{time.UnixMilli(int64(seconds * 1000)), fields[1], fields[2], pid})
	}
	return entries
}

// count says how often an event happened to each job.
func (j journal) count(t *testing.T, event string) map[string]int {
	t.Helper()
	counts := make(map[string]int)
	for _, e := range j.read(t) {
		if e.event == event {
			counts[e.name]++
		}
	}
	return counts
}
