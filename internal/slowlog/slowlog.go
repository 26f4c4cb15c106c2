// Package slowlog owns the memory of commands that took too long: the latest ones, with who sent them and what they
// said. It refuses to keep much of any of them, so that it stays small whatever clients send.
package slowlog

import (
	"bytes"
	"fmt"
	"sync"
	"time"
)

// What is kept of a command, as in Redis.
const (
	maxWords     = 32
	maxWordBytes = 128
)

// Entry is one slow command.
type Entry struct {
	ID          int64
	UnixSeconds int64
	Took        time.Duration
	Words       [][]byte
	Addr, Name  string // of the client
}

// Log is the latest slow commands. The zero value is empty and ready; it is safe for concurrent use.
type Log struct {
	mu     sync.Mutex // guards what follows
	list   []Entry    // oldest first
	nextID int64
}

// Add remembers an entry, whose ID it sets and whose words it cuts and copies, and forgets the oldest beyond limit.
func (l *Log) Add(e Entry, limit int64) {
	e.Words = keep(e.Words)
	l.mu.Lock()
	defer l.mu.Unlock()
	e.ID = l.nextID
	l.nextID++
	l.list = append(l.list, e)
	if excess := int64(len(l.list)) - limit; excess > 0 {
		l.list = append(l.list[:0:0], l.list[excess:]...)
	}
}

// keep copies what is worth keeping of a command.
func keep(words [][]byte) [][]byte {
	n := min(len(words), maxWords)
	kept := make([][]byte, n)
	for i, w := range words[:n] {
		switch {
		case i == maxWords-1 && len(words) > maxWords:
			kept[i] = fmt.Appendf(nil, "... (%d more arguments)", len(words)-maxWords+1)
		case len(w) > maxWordBytes:
			kept[i] = fmt.Appendf(nil, "%s... (%d more bytes)", w[:maxWordBytes], len(w)-maxWordBytes)
		default:
			kept[i] = bytes.Clone(w)
		}
	}
	return kept
}

// Latest returns up to n entries, newest first; all if n is negative.
func (l *Log) Latest(n int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n < 0 || n > int64(len(l.list)) {
		n = int64(len(l.list))
	}
	latest := make([]Entry, n)
	for i := range latest {
		latest[i] = l.list[len(l.list)-1-i]
	}
	return latest
}

// Len is the number of entries.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.list)
}

// Reset forgets all entries. Their numbers are not given again.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}
