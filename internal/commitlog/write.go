package commitlog

import (
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/latency"
)

// writeOut hands everything appended to the kernel. While the disk is full it
// does not even try: that is for Tick.
func (l *FileLog) writeOut() error {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	if l.full {
		return ErrDiskFull
	}
	return l.writeLocked()
}

// retryWrite tries to write even if the disk was full.
func (l *FileLog) retryWrite() error {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	wasFull := l.full
	err := l.writeLocked()
	if wasFull && err == nil {
		l.opts.Logger.Info("the commit log has disk space again")
		l.announce()
	}
	return err
}

// writeLocked writes what an earlier call left over, and what has been appended
// since. It needs writeMu.
func (l *FileLog) writeLocked() error {
	err := l.writeTaken()
	if err == nil {
		l.take()
		err = l.writeTaken()
	}
	return err
}

// take swaps the buffers. Nothing may be left over.
func (l *FileLog) take() {
	if cap(l.outBuf) > keepBufferBytes {
		l.outBuf = nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outBuf, l.buf = l.buf, l.outBuf[:0]
	l.out = l.outBuf
	l.pending = len(l.out)
}

// writeTaken writes the taken frames, usually in one write, and goes on to a new
// segment where one is full.
func (l *FileLog) writeTaken() error {
	for len(l.out) > 0 {
		if err := l.err(); err != nil {
			return err
		}
		durable := l.Durable()
		n, last := sealFrames(l.out, l.current.room(), durable, l.current.salt)
		if n == 0 {
			if err := l.rotate(decodeFrameHeader(l.out)); err != nil {
				return err
			}
			continue
		}
		if err := l.writeFrames(l.out[:n]); err != nil {
			return l.writeFailed(err)
		}
		l.current.end.Add(int64(n))
		l.out, l.proved = l.out[n:], durable
		l.written.Store(uint64(last))
		l.wrote()
	}
	return nil
}

// writeFrames writes at the end of the current segment. Only if somebody wants to hear of slow writes is it timed: it
// is on everybody's way.
func (l *FileLog) writeFrames(frames []byte) error {
	isTimed := l.opts.Latency.Threshold() > 0
	var start time.Time
	if isTimed {
		start = l.opts.Now()
	}
	_, err := l.current.file.WriteAt(frames, l.current.end.Load())
	if isTimed {
		end := l.opts.Now()
		l.opts.Latency.Observe(latency.LogWrite, end.UnixMilli(), end.Sub(start))
	}
	return err
}

// wrote notes that the disk took what was taken, or a part of it.
func (l *FileLog) wrote() {
	l.mu.Lock()
	defer l.mu.Unlock()
	wasOver := l.buffered() > l.opts.MaxBufferBytes
	l.pending = len(l.out)
	if l.full || l.tight || l.bare || wasOver {
		l.full, l.left = false, l.current.room()
		l.updateRoomLocked()
	}
}

// writeFailed tells a full disk, which passes, from other errors, which do not.
func (l *FileLog) writeFailed(err error) error {
	if !vfs.IsNoSpaceError(err) {
		return l.fail(fmt.Errorf("write: %w", err))
	}
	return l.setFull(err)
}

// setFull makes Reserve refuse until a later write succeeds. Nothing is lost:
// what was not written stays in memory.
func (l *FileLog) setFull(err error) error {
	l.mu.Lock()
	was := l.full
	l.full = true
	l.updateRoomLocked()
	l.mu.Unlock()
	if !was {
		l.opts.Logger.Error("the commit log finds no space on disk; writes are refused until it does", "err", err)
	}
	return ErrDiskFull
}

// rotate makes the next segment the current one, large enough for the frame
// that comes first. The old one is synced by the committer: should power fail
// before, the lags in the new one tell that nothing durable is missing.
func (l *FileLog) rotate(first frameHeader) error {
	next, err := l.takeSpare(headerBytes + first.frameBytes())
	if errors.Is(err, ErrFailed) {
		return err
	}
	if err != nil {
		return l.setFull(err)
	}
	if err := next.begin(l.logID, first.lsn); err != nil {
		l.returnSpare(next)
		return l.writeFailed(err)
	}
	if err := l.current.closeFile(); err != nil {
		return l.fail(err)
	}
	l.current = next
	l.segMu.Lock()
	l.segs = append(l.segs, next)
	l.segMu.Unlock()
	l.setBare()
	l.wantSync.Store(true)
	wake(l.kick)
	wake(l.prepare)
	return nil
}

// mark writes a mark if the log does not yet prove all that is durable. It
// needs no sync: it is of use when it is there.
func (l *FileLog) mark() error {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	durable := l.Durable()
	if len(l.out) > 0 || l.err() != nil || l.proved >= durable || l.current.room() < frameHeaderBytes {
		return nil
	}
	last := LSN(l.written.Load())
	frame := appendFrame(nil, last, 0, flagMark, nil)
	sealFrame(frame, last, durable, l.current.salt)
	_, err := l.current.file.WriteAt(frame, l.current.end.Load())
	switch {
	case vfs.IsNoSpaceError(err):
		return nil
	case err != nil:
		return l.fail(fmt.Errorf("write: %w", err))
	}
	l.current.end.Add(frameHeaderBytes)
	l.proved = durable
	return nil
}
