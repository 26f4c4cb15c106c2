package client

import (
	"bytes"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/engine"
)

// Multi is the transaction that a client is in.
type Multi struct {
	Active   bool
	Aborted  bool // a command was refused while queueing
	HasWrite bool // a queued command may write
	RollBack bool // a command that fails takes all of them back
	Queue    []Queued
	Bytes    int64 // about how much memory the queue takes
	Watches  []*engine.Watch
	Dirty    atomic.Bool // a watched key changed

	words [][]byte // those of the queued commands
	text  []byte   // what they say, if it is short
}

// Command is what a queued command is to those who queue and run it, package command's Spec.
type Command interface{ FullName() string }

// Queued is one command that waits for EXEC. Its words are good until the next transaction.
type Queued struct {
	Command Command
	Args    [][]byte
}

const (
	// keepQueued is how long a queue may be to be kept for the next transaction; keepWords and keepText are the same for
	// its words.
	keepQueued = 64
	keepWords  = 256
	keepText   = 16 << 10
	// longWord is how long a word may be to lie with the others.
	longWord = 1 << 10
)

// Add queues a command with a copy of its words.
func (m *Multi) Add(c Command, args [][]byte) {
	if m.text == nil {
		m.text = make([]byte, 0, longWord)
	}
	from := len(m.words)
	for _, a := range args {
		if len(a) > longWord {
			m.words = append(m.words, bytes.Clone(a))
			continue
		}
		at := len(m.text)
		m.text = append(m.text, a...) // the words before stay where they are if this moves
		m.words = append(m.words, m.text[at:len(m.text):len(m.text)])
	}
	m.Queue = append(m.Queue, Queued{Command: c, Args: m.words[from:len(m.words):len(m.words)]})
}

// forgetQueue empties the queue. What its words say stays there until the next transaction, for what EXEC has yet to do
// when it has committed.
func (m *Multi) forgetQueue() {
	isLarge := m.Bytes > keepText || cap(m.text) > keepText || cap(m.words) > keepWords
	clear(m.Queue)
	m.Queue, m.words, m.text, m.Bytes = m.Queue[:0], m.words[:0], m.text[:0], 0
	if cap(m.Queue) > keepQueued {
		m.Queue = nil
	}
	if isLarge {
		m.words, m.text = nil, nil
	}
}
