package commitlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// testOptions are options for a small log that must not fail.
func testOptions(t *testing.T, fs vfs.FS) Options {
	return Options{
		FS: fs, Dir: "log", SegmentBytes: 8 << 10, logID: 7,
		Logger: slog.New(slog.DiscardHandler),
		Fatal:  func(err error) { t.Error(err) },
	}
}

func mustOpen(t *testing.T, opts Options) *FileLog {
	t.Helper()
	l, err := Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func mustClose(t *testing.T, l *FileLog) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func mustSync(t *testing.T, l *FileLog) {
	t.Helper()
	if err := l.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// numbered is a payload that names its record.
func numbered(lsn LSN, size int) []byte {
	b := fmt.Appendf(nil, "record %d ", lsn)
	return append(b, bytes.Repeat([]byte{byte(lsn)}, max(0, size-len(b)))...)
}

func appendNumbered(l *FileLog, count, size int) {
	for range count {
		l.Append(0, 0, numbered(l.Appended()+1, size))
	}
}

// readNumbered replays everything and checks that it is a run of numbered
// records.
func readNumbered(t *testing.T, l *FileLog, size int) (first, last LSN) {
	t.Helper()
	err := l.Replay(0, func(r Record) error {
		if first == 0 {
			first = r.LSN
		} else if r.LSN != last+1 {
			t.Fatalf("record %d follows %d", r.LSN, last)
		}
		if !bytes.Equal(r.Payload, numbered(r.LSN, size)) {
			t.Fatalf("record %d is %q", r.LSN, r.Payload)
		}
		last = r.LSN
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return first, last
}

// until polls a condition that a goroutine of the log brings about.
func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

func errNoSpace() error {
	if runtime.GOOS == "windows" {
		return syscall.Errno(112) // ERROR_DISK_FULL
	}
	return syscall.ENOSPC
}

func TestEverySecSyncsOnTick(t *testing.T) {
	l := mustOpen(t, testOptions(t, vfs.NewMem()))
	appendNumbered(l, 1, 10)
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	start := time.Unix(100, 0)
	l.Tick(start)
	until(t, "the first sync", func() bool { return l.Durable() == 1 })
	appendNumbered(l, 1, 10)
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	l.Tick(start.Add(syncInterval - 1))
	if l.wantSync.Load() {
		t.Fatal("asked for a sync before a second had passed")
	}
	l.Tick(start.Add(syncInterval))
	until(t, "the second sync", func() bool { return l.Durable() == 2 })
	if st := l.Stats(); st.Syncs != 2 || st.Segments != 1 || st.BufferedBytes != 0 {
		t.Fatalf("stats %+v", st)
	}
}

// TestSlowSync shows that a sync in the background holds up neither Flush nor
// Tick, and is counted as delayed.
func TestSlowSync(t *testing.T) {
	release := make(chan struct{})
	var slow atomic.Bool
	fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if slow.Load() && op.Kind == errorfs.OpFileSyncData {
			<-release
		}
		return nil
	}))
	l := mustOpen(t, testOptions(t, fs))
	slow.Store(true)
	now := time.Unix(100, 0)
	for i := range LSN(4) {
		appendNumbered(l, 1, 10)
		if err := l.Flush(); err != nil || l.Acked() != i+1 {
			t.Fatalf("flush: %v, Acked %d", err, l.Acked())
		}
		l.Tick(now)
		now = now.Add(syncInterval)
		until(t, "the sync begins", l.syncing.Load)
	}
	if st := l.Stats(); l.Durable() != 0 || st.DelayedSyncs != 3 {
		t.Fatalf("Durable %d, stats %+v", l.Durable(), st)
	}
	slow.Store(false)
	close(release)
	mustSync(t, l)
}

func TestMark(t *testing.T) {
	fs := vfs.NewMem()
	l := mustOpen(t, testOptions(t, fs))
	appendNumbered(l, 3, 10)
	mustSync(t, l)
	proved := func() LSN {
		r, err := Verify(fs, "log")
		if err != nil || r.Last != 3 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.Durable
	}
	if got := proved(); got != 0 {
		t.Fatalf("before the mark the log proves %d", got)
	}
	l.Tick(time.Unix(1, 0)) // sees the records
	l.Tick(time.Unix(2, 0)) // sees that the log is idle
	if got := proved(); got != 3 {
		t.Fatalf("after the mark the log proves %d", got)
	}
	end := l.current.end.Load()
	l.Tick(time.Unix(3, 0))
	if l.current.end.Load() != end {
		t.Fatal("a second mark was written")
	}
}

func TestFirstLSN(t *testing.T) {
	opts := testOptions(t, vfs.NewMem())
	opts.FirstLSN = 100
	l := mustOpen(t, opts)
	if lsn := l.Append(0, 0, nil); lsn != 100 {
		t.Fatalf("the first record is %d", lsn)
	}
	appendNumbered(l, 50, 500)
	mustClose(t, l)
	opts.FirstLSN = 151
	if l = mustOpen(t, opts); l.Appended() != 150 || l.Stats().Segments < 2 {
		t.Fatal("a log that goes on where it should was emptied")
	}
	mustClose(t, l)
	opts.FirstLSN = 152
	l = mustOpen(t, opts)
	if lsn := l.Append(0, 0, numbered(152, 10)); lsn != 152 {
		t.Fatalf("the next record is %d", lsn)
	}
	mustClose(t, l)
	opts.FirstLSN = 0
	if first, last := readNumbered(t, mustOpen(t, opts), 10); first != 152 || last != 152 {
		t.Fatalf("the log holds %d to %d", first, last)
	}
}

func TestReadOnly(t *testing.T) {
	fs := vfs.NewMem()
	opts := testOptions(t, fs)
	l := mustOpen(t, opts)
	appendNumbered(l, 30, 1000)
	mustClose(t, l)
	before := fs.String()

	opts.ReadOnly = true
	l = mustOpen(t, opts)
	if first, last := readNumbered(t, l, 1000); first != 1 || last != 30 {
		t.Fatalf("read %d to %d", first, last)
	}
	l.Tick(time.Unix(1, 0))
	for name, err := range map[string]error{
		"Reserve": l.Reserve(1), "Flush": l.Flush(), "ReleaseBefore": l.ReleaseBefore(20),
		"Sync": l.Sync(context.Background()),
	} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustClose(t, l)
	if after := fs.String(); after != before {
		t.Fatalf("files changed:\n%s\nbefore:\n%s", after, before)
	}
}

func TestReplayReleased(t *testing.T) {
	l := mustOpen(t, testOptions(t, vfs.NewMem()))
	appendNumbered(l, 100, 1000)
	mustSync(t, l)
	if err := l.ReleaseBefore(50); err != nil {
		t.Fatal(err)
	}
	first, last := readNumbered(t, l, 1000)
	if first <= 40 || first > 50 || last != 100 {
		t.Fatalf("the log holds %d to %d", first, last)
	}
	err := l.Replay(first-1, func(Record) error { return nil })
	if !errors.Is(err, ErrReleased) {
		t.Fatalf("replay from a released record: %v", err)
	}
}

// TestRecycle shows that files are reused, that their old frames are never taken
// for new ones, and that no more than wanted are kept.
func TestRecycle(t *testing.T) {
	fs := vfs.NewMem()
	opts := testOptions(t, fs)
	opts.MaxRecycled = 2
	l := mustOpen(t, opts)
	recycled := func() bool {
		data, err := fs.UnsafeGetFileDataBuffer(l.dir.file(l.current.number))
		return err == nil && len(data) > int(l.current.end.Load())
	}
	for !recycled() {
		if l.Appended() > 1000 {
			t.Fatal("no file is recycled")
		}
		appendNumbered(l, 10, 1000)
		mustSync(t, l)
		if err := l.ReleaseBefore(l.Appended()); err != nil {
			t.Fatal(err)
		}
		if names, err := fs.List("log"); err != nil || len(names) > 2+opts.MaxRecycled {
			t.Fatalf("files %v, %v", names, err)
		}
	}
	end := l.Appended()
	mustClose(t, l)
	if _, last := readNumbered(t, mustOpen(t, opts), 1000); last != end {
		t.Fatalf("recovered up to %d, want %d", last, end)
	}
}

func TestSyncErrorIsFatal(t *testing.T) {
	for _, policy := range []Policy{PolicyAlways, PolicyEverySec} {
		t.Run(policy.String(), func(t *testing.T) {
			var broken atomic.Bool
			broke := errors.New("broken disk")
			fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
				if broken.Load() && op.Kind == errorfs.OpFileSyncData {
					return broke
				}
				return nil
			}))
			fatal := make(chan error, 1)
			opts := testOptions(t, fs)
			opts.Policy, opts.Fatal = policy, func(err error) { fatal <- err }
			l := mustOpen(t, opts)
			broken.Store(true)
			appendNumbered(l, 1, 10)
			if err := l.Sync(context.Background()); !errors.Is(err, ErrFailed) || !errors.Is(err, broke) {
				t.Fatalf("sync: %v", err)
			}
			if err := <-fatal; !errors.Is(err, broke) {
				t.Fatalf("Fatal got %v", err)
			}
			broken.Store(false) // a later sync that succeeds proves nothing
			l.SetPolicy(PolicyAlways)
			l.Tick(time.Unix(1, 0))
			lsn := l.Append(0, 0, nil)
			for name, err := range map[string]error{
				"Wait": l.Wait(context.Background(), lsn), "Flush": l.Flush(), "Reserve": l.Reserve(1),
				"Sync": l.Sync(context.Background()), "ReleaseBefore": l.ReleaseBefore(1), "Close": l.Close(),
			} {
				if name != "ReleaseBefore" && !errors.Is(err, ErrFailed) {
					t.Errorf("%s after a failed sync: %v", name, err)
				}
			}
			if l.Durable() != 0 || l.Acked() != 0 {
				t.Fatalf("Durable %d, Acked %d", l.Durable(), l.Acked())
			}
		})
	}
}

func TestBigRecord(t *testing.T) {
	fs := vfs.NewMem()
	opts := testOptions(t, fs)
	l := mustOpen(t, opts)
	sizes := []int{10, 100_000, 10, 8000, 8100, 8200, 50_000}
	for i, size := range sizes {
		l.Append(0, 0, numbered(LSN(i+1), size))
	}
	mustClose(t, l)
	l = mustOpen(t, opts)
	err := l.Replay(0, func(r Record) error {
		if !bytes.Equal(r.Payload, numbered(r.LSN, sizes[r.LSN-1])) {
			t.Errorf("record %d came back changed", r.LSN)
		}
		return nil
	})
	if err != nil || l.Appended() != LSN(len(sizes)) {
		t.Fatalf("last %d, %v", l.Appended(), err)
	}
}

func TestReserveBoundsTheBuffer(t *testing.T) {
	opts := testOptions(t, vfs.NewMem())
	opts.MaxBufferBytes = 4 << 10
	l := mustOpen(t, opts)
	for range 200 {
		if err := l.Reserve(1000); err != nil {
			t.Fatal(err)
		}
		appendNumbered(l, 1, 1000)
		if n := l.Stats().BufferedBytes; n > opts.MaxBufferBytes+1100 {
			t.Fatalf("%d bytes are buffered", n)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	for _, policy := range []Policy{PolicyEverySec, PolicyAlways} {
		opts := testOptions(t, vfs.Default)
		opts.Dir, opts.SegmentBytes, opts.Policy = t.TempDir(), 1<<20, policy
		l := mustOpen(t, opts)
		payload := make([]byte, 100)
		for range 2 { // both buffers get room
			appendNumbered(l, 4000, 100)
			mustSync(t, l)
		}
		if n := testing.AllocsPerRun(1000, func() {
			if l.Reserve(len(payload)) != nil {
				t.Fatal("refused")
			}
			l.Append(0, 0, payload)
		}); n != 0 {
			t.Errorf("%v: Append allocates %v times", policy, n)
		}
	}
}

func TestFlushDoesNotAllocate(t *testing.T) {
	opts := testOptions(t, vfs.Default)
	opts.Dir, opts.SegmentBytes = t.TempDir(), 4<<20
	l := mustOpen(t, opts)
	payload := make([]byte, 100)
	if n := testing.AllocsPerRun(1000, func() {
		l.Append(0, 0, payload)
		if l.Flush() != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("Append and Flush allocate %v times", n)
	}
}

// TestProcessDeath shows that what a dead process left to the kernel is made
// durable before the log goes on: a power loss right after must not take it.
func TestProcessDeath(t *testing.T) {
	fs := vfs.NewCrashableMem()
	l := mustOpen(t, testOptions(t, fs))
	appendNumbered(l, 30, 1000)
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	kill(l)
	l = mustOpen(t, testOptions(t, fs))
	if l.Durable() != 30 {
		t.Fatalf("Durable is %d", l.Durable())
	}
	l = mustOpen(t, testOptions(t, fs.CrashClone(vfs.CrashCloneCfg{})))
	if _, last := readNumbered(t, l, 1000); last != 30 {
		t.Fatalf("after the power loss the log ends at %d", last)
	}
}

// kill ends a log as the death of the process does.
func kill(l *FileLog) {
	l.closed.Store(true)
	l.close(ErrClosed)
	close(l.stop)
	l.workers.Wait()
}

// TestSpare shows what is prepared: zeros under PolicyAlways, room otherwise.
func TestSpare(t *testing.T) {
	for policy, size := range map[Policy]int{PolicyAlways: 8 << 10, PolicyEverySec: 0} {
		fs := vfs.NewMem()
		opts := testOptions(t, fs)
		opts.Policy = policy
		l := mustOpen(t, opts)
		until(t, "a spare", l.spareReady)
		data, err := fs.UnsafeGetFileDataBuffer(l.dir.file(2))
		if err != nil || len(data) != size || !blank(data) {
			t.Errorf("%v: the spare has %d bytes, %v", policy, len(data), err)
		}
	}
}

func (l *FileLog) spareReady() bool {
	l.spareMu.Lock()
	defer l.spareMu.Unlock()
	return len(l.spares) > 0
}

// TestNoSegment has a file system that cannot make a file, for another reason
// than its size. That may pass, so it is no failure.
func TestNoSegment(t *testing.T) {
	var broken atomic.Bool
	fs := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
		if broken.Load() && op.Kind == errorfs.OpOpen {
			return errors.New("too many open files")
		}
		return nil
	}))
	l := mustOpen(t, testOptions(t, fs))
	until(t, "a spare", l.spareReady)
	broken.Store(true)
	appendNumbered(l, 30, 1000)
	if err := l.Flush(); !errors.Is(err, ErrDiskFull) || l.Acked() < 7 {
		t.Fatalf("Flush: %v, Acked %d", err, l.Acked())
	}
	broken.Store(false)
	l.Tick(time.Unix(1, 0))
	if l.Acked() != 30 || l.Reserve(1) != nil {
		t.Fatalf("Acked is %d", l.Acked())
	}
}
