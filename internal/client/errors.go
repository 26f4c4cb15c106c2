package client

import (
	"bytes"
	"maps"
	"sync"
)

const (
	// maxErrorCodes is how many codes of errors are told apart: scripts may invent as many as they like.
	maxErrorCodes = 128
	// otherErrors stands for the codes beyond that.
	otherErrors = "ERRORSTATS_OVERFLOW"
)

// errorCodes counts error replies by their first word.
type errorCodes struct {
	mu     sync.Mutex // guards counts
	counts map[string]int64
}

// CountError counts an error reply, which begins with a minus sign and the error's code.
func (s *Stats) CountError(reply []byte) {
	s.Errors.Add(1)
	code, _, _ := bytes.Cut(reply[1:], []byte(" "))
	code, _, _ = bytes.Cut(code, []byte("\r"))
	e := &s.errorCodes
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, known := e.counts[string(code)]; known || len(e.counts) < maxErrorCodes {
		e.add(string(code))
		return
	}
	e.add(otherErrors)
}

func (e *errorCodes) add(code string) {
	if e.counts == nil {
		e.counts = make(map[string]int64)
	}
	e.counts[code]++
}

// ErrorCounts is how often there was an error reply, by code.
func (s *Stats) ErrorCounts() map[string]int64 {
	s.errorCodes.mu.Lock()
	defer s.errorCodes.mu.Unlock()
	return maps.Clone(s.errorCodes.counts)
}

func (e *errorCodes) reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.counts)
}
