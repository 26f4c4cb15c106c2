package commitlog

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// zeroStepBytes is how much of a spare is written and synced at once. Small
// steps keep the disk free for the commits in between.
const zeroStepBytes = 1 << 20

// prepareLoop is the preparer: it keeps one segment ready behind the current.
func (l *FileLog) prepareLoop() {
	for {
		select {
		case <-l.prepare:
			l.prepareSpare()
		case <-l.stop:
			return
		}
	}
}

// prepareSpare makes a segment ready, if there is none, and keeps account of
// whether the disk has room for it.
func (l *FileLog) prepareSpare() {
	l.spareMu.Lock()
	defer l.spareMu.Unlock()
	if l.err() != nil {
		return
	}
	if len(l.spares) > 0 {
		l.setTight(nil)
		return
	}
	s, err := l.newSegment(l.newest + 1)
	if err == nil {
		if err = l.fill(s); err != nil {
			err = l.discard(s, err)
		}
	}
	if err == nil {
		l.addSpare(s)
	}
	l.setTight(err)
}

// awaitSpare returns when it is known whether the disk has room for the next
// segment.
func (l *FileLog) awaitSpare() {
	l.hurry.Store(true)
	l.prepareSpare()
	l.hurry.Store(false)
}

// setBare notes that there is a new current segment, and none behind it that is
// known of. Until the preparer has found out, Reserve grants what the current
// one has left, and waits for the preparer before it says more.
func (l *FileLog) setBare() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bare, l.left = true, l.current.room()
	l.updateRoomLocked()
}

// discard gives up a file that could not be made ready.
func (l *FileLog) discard(s *segment, why error) error {
	return errors.Join(why, s.closeHandles(), l.dir.remove(s.number))
}

// addSpare queues a segment that is ready. It needs spareMu.
func (l *FileLog) addSpare(s *segment) {
	l.spares = append(l.spares, s)
	l.newest = s.number
}

// setTight notes why the next segment could not be made. Until it can, Reserve
// grants only what the current one has left.
func (l *FileLog) setTight(err error) {
	l.segMu.Lock()
	current := l.segs[len(l.segs)-1]
	l.segMu.Unlock()
	l.mu.Lock()
	was := l.tight
	l.tight, l.bare, l.left = err != nil, false, current.room()
	l.updateRoomLocked()
	l.mu.Unlock()
	if err != nil && !was {
		l.opts.Logger.Warn("cannot make the next segment of the commit log", "err", err)
	}
}

// newSegment makes a file of the usual size, durable under its name. It is no
// part of the log until its header is written. A failed sync fails the log; any
// other error may pass.
func (l *FileLog) newSegment(number uint64) (*segment, error) {
	s := &segment{number: number, salt: frameSalt(l.logID, number)}
	if err := s.openHandles(l.dir); err != nil {
		return nil, err
	}
	if err := l.allocate(s, l.opts.SegmentBytes); err != nil {
		return nil, l.discard(s, err)
	}
	return s, nil
}

// allocate lets a new segment grow to size bytes. File systems that cannot
// preallocate find out about a full disk later.
func (l *FileLog) allocate(s *segment, size int64) error {
	if err := s.file.Preallocate(s.size, size-s.size); vfs.IsNoSpaceError(err) {
		return err
	}
	if err := errors.Join(s.sync.Sync(), l.dir.sync()); err != nil {
		return l.spareSyncFailed(err)
	}
	s.size = size
	return nil
}

// spareSyncFailed spares the log where only space is missing: nothing that was
// acknowledged is in the file yet.
func (l *FileLog) spareSyncFailed(err error) error {
	if vfs.IsNoSpaceError(err) {
		return err
	}
	return l.fail(fmt.Errorf("sync: %w", err))
}

// fill writes zeros ahead under PolicyAlways, where every commit is waited for:
// a sync is nearly twice as fast when it changes data only and no extents. It
// stops early when the segment is needed.
func (l *FileLog) fill(s *segment) error {
	if l.Policy() != PolicyAlways {
		return nil
	}
	zeros := make([]byte, min(zeroStepBytes, s.size))
	for off := int64(0); off < s.size; off += int64(len(zeros)) {
		if l.Policy() != PolicyAlways || l.hurry.Load() || l.err() != nil {
			return nil
		}
		step := zeros[:min(int64(len(zeros)), s.size-off)]
		if _, err := s.file.WriteAt(step, off); err != nil {
			return err
		}
		if err := s.sync.SyncData(); err != nil {
			return l.spareSyncFailed(err)
		}
	}
	return nil
}

// takeSpare returns the next segment, with room for size bytes. If none is
// ready yet, it waits for the preparer or makes one.
func (l *FileLog) takeSpare(size int64) (*segment, error) {
	l.hurry.Store(true)
	l.spareMu.Lock()
	defer l.spareMu.Unlock()
	l.hurry.Store(false)
	if len(l.spares) == 0 {
		s, err := l.newSegment(l.newest + 1)
		if err != nil {
			return nil, err
		}
		l.addSpare(s)
	}
	s := l.spares[0]
	if size > s.size {
		if err := l.allocate(s, size); err != nil {
			return nil, err
		}
	}
	l.spares = l.spares[1:]
	return s, nil
}

// returnSpare gives back a segment that could not be begun.
func (l *FileLog) returnSpare(s *segment) {
	l.spareMu.Lock()
	defer l.spareMu.Unlock()
	l.spares = append([]*segment{s}, l.spares...)
}
