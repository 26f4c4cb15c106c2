package commitlog

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Replay implements Log. It ends with the last record written when it begins.
func (l *FileLog) Replay(from LSN, fn func(Record) error) error {
	l.segMu.Lock()
	segs := slices.Clone(l.segs)
	l.segMu.Unlock()
	last := LSN(l.written.Load())
	if len(segs) == 0 {
		return nil
	}
	if from != 0 && from < segs[0].first {
		return fmt.Errorf("replay from %d: %w: the oldest is %d", from, ErrReleased, segs[0].first)
	}
	for i, s := range segs {
		end := last + 1
		if i+1 < len(segs) {
			end = segs[i+1].first
		}
		if end <= from {
			continue
		}
		if err := l.replaySegment(s, end, from, fn); err != nil {
			return err
		}
	}
	return nil
}

// replaySegment hands over the records of one segment that are in [from, end).
func (l *FileLog) replaySegment(s *segment, end, from LSN, fn func(Record) error) error {
	file, err := l.dir.fs.Open(l.dir.file(s.number), vfs.SequentialReadsOption)
	if err != nil {
		return err
	}
	defer file.Close()
	rd, err := newReader(file, s.salt)
	if err != nil {
		return err
	}
	for expect := s.first; expect < end; {
		off := rd.off
		h, payload, err := rd.next()
		if errors.Is(err, errNoFrame) {
			return &CorruptError{s.number, off, expect, "the record is not there or not sound, but later ones are"}
		}
		if err == nil {
			err = checkFrame(h, expect, s.number, off)
		}
		if err != nil {
			return err
		}
		if h.mark() {
			continue
		}
		expect++
		if h.lsn < from {
			continue
		}
		if err := fn(Record{LSN: h.lsn, DB: h.db, Flags: h.flags, Payload: payload}); err != nil {
			return err
		}
	}
	return nil
}
