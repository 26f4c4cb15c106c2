package commitlog

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// FileLog is a Log in local files.
//
// Records are gathered in a buffer, written from it by one writer at a time, and
// synced by one syncer at a time, so that all three go on together. Locks are
// taken in the order in which they are declared here, and any may be left out.
type FileLog struct {
	opts  Options
	dir   directory
	tail  Tail
	fatal func(error) // nil until Open is done: its caller gets the error

	tickMu   sync.Mutex // guards what Tick remembers
	tickLast LSN        // appended, one tick ago
	tickSync time.Time  // when the last periodic sync was asked for

	syncMu sync.Mutex // held while syncing

	writeMu sync.Mutex // held while writing; guards what follows
	current *segment   // the segment being written
	out     []byte     // frames taken from buf, not yet written
	outBuf  []byte     // the array under out
	proved  LSN        // what the last frame written proves to be durable

	spareMu sync.Mutex  // held while files are made, renamed or deleted; guards what follows
	spares  []*segment  // prepared for use, numbered on from current
	newest  uint64      // the number of the newest segment or spare
	hurry   atomic.Bool // somebody waits for the preparer

	segMu sync.Mutex // guards what follows
	logID uint64
	segs  []*segment // those that hold records; the last is current

	mu      sync.Mutex // guards what follows; held under the shard locks, so never while doing I/O
	buf     []byte     // frames appended, not yet taken for writing
	last    LSN        // of the last frame in buf
	total   int64      // bytes of all frames since the log was opened
	pending int        // bytes in out
	full    bool       // a write found no space; changed under writeMu too
	tight   bool       // the next segment found no space
	bare    bool       // whether it finds any is not known yet
	left    int64      // while tight or bare: bytes left in current

	room     atomic.Int64 // payload bytes that Reserve grants at once; set under mu
	appended atomic.Uint64
	written  atomic.Uint64
	durable  atomic.Uint64
	policy   atomic.Uint32
	failure  atomic.Pointer[failure]
	notify   atomic.Pointer[func()]
	progress broadcast
	syncing  atomic.Bool
	stats    syncStats

	kick     chan struct{} // wakes the committer
	wantSync atomic.Bool   // asks the committer for a sync
	prepare  chan struct{} // wakes the preparer
	stop     chan struct{}
	closed   atomic.Bool
	workers  sync.WaitGroup
}

var _ Log = (*FileLog)(nil)

// failure is why the log takes nothing any more.
type failure struct{ err error }

// Open opens the log in opts.Dir, or makes a new one, and cuts off a torn tail.
func Open(opts Options) (*FileLog, error) {
	opts = opts.withDefaults()
	l := &FileLog{
		opts:    opts,
		dir:     directory{opts.FS, opts.Dir},
		kick:    make(chan struct{}, 1),
		prepare: make(chan struct{}, 1),
		stop:    make(chan struct{}),
	}
	l.policy.Store(uint32(opts.Policy))
	if err := l.recover(); err != nil {
		return nil, fmt.Errorf("open commit log in %s: %w", opts.Dir, err)
	}
	if opts.ReadOnly {
		l.close(ErrReadOnly)
		return l, nil
	}
	l.fatal, l.newest = opts.Fatal, l.current.number
	l.setBare()
	l.workers.Go(l.commitLoop)
	l.workers.Go(l.prepareLoop)
	wake(l.prepare)
	return l, nil
}

// recover finds the end of the log and gets ready to go on there.
func (l *FileLog) recover() error {
	if !l.opts.ReadOnly {
		if err := l.dir.create(); err != nil {
			return err
		}
	}
	r, err := recoverLog(l.dir)
	if err != nil {
		return err
	}
	l.adopt(r)
	if l.opts.ReadOnly {
		return nil
	}
	if len(l.segs) == 0 || LSN(l.appended.Load())+1 < l.opts.FirstLSN {
		return l.startOver()
	}
	return l.resume(r)
}

// adopt takes over what recovery found.
func (l *FileLog) adopt(r *recovery) {
	l.tail, l.logID, l.proved = r.report.Tail, r.logID, r.report.Durable
	if len(r.files) == 0 {
		return
	}
	for i, f := range r.files[:r.at+1] {
		s := &segment{number: f.number, first: f.header.first, salt: frameSalt(r.logID, f.number)}
		s.end.Store(l.opts.SegmentBytes) // only the last one's is known, and needed
		if i == r.at {
			s.end.Store(r.report.Tail.Offset)
		}
		l.segs = append(l.segs, s)
	}
	l.setEnd(r.expect - 1)
	if l.tail.Frames > 0 {
		l.opts.Logger.Warn("the commit log ends in a torn tail; records behind a hole are cut off",
			"segment", segmentName(l.tail.Segment), "offset", l.tail.Offset, "last", r.expect-1,
			"frames", l.tail.Frames, "bytes", l.tail.Bytes)
	}
}

// setEnd says that the log ends with this record and that it is durable.
func (l *FileLog) setEnd(last LSN) {
	l.last = last
	l.appended.Store(uint64(last))
	l.written.Store(uint64(last))
	l.durable.Store(uint64(last))
}

// resume makes what was recovered durable and opens the place to write on.
//
// If frames follow behind a hole, they must never come back to life: the next
// record goes to a new segment, whose header says where this one ends. Until
// that header is durable a crash leads to the same decision again. If no frame
// follows, writing goes on where the log ends.
func (l *FileLog) resume(r *recovery) error {
	if err := l.removeAfter(l.tail.Segment); err != nil {
		return err
	}
	if err := l.syncAll(); err != nil {
		return err
	}
	if l.tail.Frames > 0 {
		return l.startSegment(l.tail.Segment+1, r.expect)
	}
	l.current = l.segs[len(l.segs)-1]
	l.current.size = max(l.opts.SegmentBytes, l.current.end.Load())
	return l.current.openHandles(l.dir)
}

// removeAfter deletes the segments behind the end of the log, the last one
// first, so that a crash leaves no hole between segments.
func (l *FileLog) removeAfter(end uint64) error {
	numbers, err := l.dir.numbers()
	if err != nil {
		return err
	}
	for i := len(numbers) - 1; i >= 0 && numbers[i] > end; i-- {
		if err := l.dir.remove(numbers[i]); err != nil {
			return err
		}
	}
	return nil
}

// syncAll syncs the recovered segments: a process that died may have left them
// to the kernel.
func (l *FileLog) syncAll() error {
	for _, s := range l.segs {
		if err := s.openHandles(l.dir); err != nil {
			return err
		}
		if err := errors.Join(s.sync.Sync(), s.closeHandles()); err != nil {
			return err
		}
	}
	return l.dir.sync()
}

// startOver empties the log and begins a new one. A new id makes sure that
// nothing of the old one is ever taken for a part of it.
func (l *FileLog) startOver() error {
	if err := l.removeAfter(0); err != nil {
		return err
	}
	l.segs, l.proved = nil, 0
	l.logID = l.opts.logID
	if l.logID == 0 {
		var b [8]byte
		if _, err := rand.Read(b[:]); err != nil {
			return err
		}
		l.logID = binary.LittleEndian.Uint64(b[:])
	}
	l.setEnd(l.opts.FirstLSN - 1)
	return l.startSegment(1, l.opts.FirstLSN)
}

// startSegment makes a new current segment, durable with its header.
func (l *FileLog) startSegment(number uint64, first LSN) error {
	s, err := l.newSegment(number)
	if err != nil {
		return err
	}
	if err := s.begin(l.logID, first); err != nil {
		return errors.Join(err, s.closeHandles())
	}
	if err := s.sync.Sync(); err != nil {
		return errors.Join(err, s.closeHandles())
	}
	l.current = s
	l.segs = append(l.segs, s)
	return nil
}

// Recovered tells where the log ended when it was opened.
func (l *FileLog) Recovered() Tail { return l.tail }

// Appended implements Log.
func (l *FileLog) Appended() LSN { return LSN(l.appended.Load()) }

// Durable implements Log.
func (l *FileLog) Durable() LSN { return LSN(l.durable.Load()) }

// Acked implements Log.
func (l *FileLog) Acked() LSN {
	if l.Policy() == PolicyAlways {
		return l.Durable()
	}
	return LSN(l.written.Load())
}

// Notify implements Log.
func (l *FileLog) Notify(fn func()) { l.notify.Store(&fn) }

// Policy implements Log.
func (l *FileLog) Policy() Policy { return Policy(l.policy.Load()) }

// SetPolicy implements Log. Whoever waits under the old policy is served under
// the new one.
func (l *FileLog) SetPolicy(p Policy) {
	l.policy.Store(uint32(p))
	if p != PolicyAlways {
		_ = l.writeOut() // a failure is remembered and shows in every Wait
	}
	l.announce()
	wake(l.kick)
}

// announce wakes everybody who waits for the log to get on.
func (l *FileLog) announce() {
	l.progress.wake()
	if fn := l.notify.Load(); fn != nil {
		(*fn)()
	}
}

// fail ends the log after an error that leaves the state of the files unknown.
func (l *FileLog) fail(err error) error {
	f := &failure{fmt.Errorf("%w: %w", ErrFailed, err)}
	if !l.failure.CompareAndSwap(nil, f) {
		return l.failure.Load().err
	}
	l.updateRoom()
	l.announce()
	if l.fatal != nil {
		l.fatal(f.err)
	}
	return f.err
}

// err returns why the log takes nothing any more, or nil.
func (l *FileLog) err() error {
	if f := l.failure.Load(); f != nil {
		return f.err
	}
	return nil
}

// close makes the log refuse everything with this error.
func (l *FileLog) close(why error) {
	l.failure.CompareAndSwap(nil, &failure{why})
	l.updateRoom()
	l.announce()
}

// Close implements Log. The last act is a mark, so that a closed log proves all
// of itself.
func (l *FileLog) Close() error {
	if l.opts.ReadOnly || l.closed.Swap(true) {
		return nil
	}
	err := errors.Join(l.retryWrite(), l.syncWritten())
	if err == nil {
		err = l.closeMark()
	}
	l.close(ErrClosed)
	close(l.stop)
	l.workers.Wait()
	return errors.Join(err, l.closeFiles())
}

func (l *FileLog) closeMark() error {
	if err := l.mark(); err != nil {
		return err
	}
	l.syncMu.Lock()
	defer l.syncMu.Unlock()
	if err := l.current.sync.SyncData(); err != nil {
		return l.fail(err)
	}
	return nil
}

func (l *FileLog) closeFiles() error {
	var errs []error
	for _, s := range append(l.segs, l.spares...) {
		errs = append(errs, s.closeHandles())
	}
	return errors.Join(errs...)
}

// wake makes the reader of a channel of capacity one look again.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
