package commitlog

import "fmt"

// ReleaseBefore implements Log. The segments go one by one, the oldest first,
// each step durable, so that a crash leaves no hole between segments.
func (l *FileLog) ReleaseBefore(lsn LSN) error {
	if l.opts.ReadOnly {
		return ErrReadOnly
	}
	for {
		more, err := l.releaseOldest(lsn)
		if err != nil {
			return fmt.Errorf("release segment: %w", err)
		}
		if !more {
			return nil
		}
	}
}

// releaseOldest recycles or deletes the oldest segment if it lies below lsn.
// Files change hands under spareMu: a segment that is behind the spares may not
// be overtaken by a new one.
func (l *FileLog) releaseOldest(lsn LSN) (bool, error) {
	l.spareMu.Lock()
	defer l.spareMu.Unlock()
	s := l.releasable(lsn)
	if s == nil {
		return false, nil
	}
	if err := l.err(); err != nil {
		return false, err
	}
	if err := l.retire(s); err != nil {
		return false, err
	}
	l.segMu.Lock()
	l.segs = l.segs[1:]
	l.segMu.Unlock()
	return true, nil
}

// releasable returns the oldest segment if it may go: its successor must hold a
// durable record, so that the log is sure to have a beginning after a crash.
func (l *FileLog) releasable(lsn LSN) *segment {
	l.segMu.Lock()
	defer l.segMu.Unlock()
	if len(l.segs) < 2 || l.segs[1].first > min(lsn, l.Durable()) {
		return nil
	}
	return l.segs[0]
}

// retire makes a spare of a file, or deletes it if there are enough of them or
// it is not of the usual size. Its old frames stay where they are: they never
// pass under the new number.
func (l *FileLog) retire(s *segment) error {
	info, err := l.dir.fs.Stat(l.dir.file(s.number))
	if err != nil {
		return err
	}
	if len(l.spares) >= l.opts.MaxRecycled || info.Size() > l.opts.SegmentBytes {
		return l.dir.remove(s.number)
	}
	number := l.newest + 1
	if err := l.dir.rename(s.number, number); err != nil {
		return l.fail(err)
	}
	spare := &segment{number: number, salt: frameSalt(l.logID, number), size: l.opts.SegmentBytes}
	if err := spare.openHandles(l.dir); err != nil {
		return l.fail(err)
	}
	l.addSpare(spare)
	l.setTight(nil)
	return nil
}
