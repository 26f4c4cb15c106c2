package commitlog

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

func benchLog(b *testing.B, policy Policy) *FileLog {
	b.Helper()
	l, err := Open(Options{Dir: b.TempDir(), Policy: policy, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	return l
}

func BenchmarkAppend(b *testing.B) {
	l := benchLog(b, PolicyEverySec)
	payload := make([]byte, 100)
	b.SetBytes(100)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1024 == 0 {
			b.StopTimer()
			if err := l.Flush(); err != nil {
				b.Fatal(err)
			}
			release(b, l)
			b.StartTimer()
		}
		l.Append(0, 0, payload)
	}
}

func BenchmarkAppendFlush(b *testing.B) {
	l := benchLog(b, PolicyEverySec)
	payload := make([]byte, 100)
	b.SetBytes(100)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Append(0, 0, payload)
		if err := l.Flush(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAlways1(b *testing.B)  { benchAlways(b, 1) }
func BenchmarkAlways64(b *testing.B) { benchAlways(b, 64) }

func benchAlways(b *testing.B, writers int) {
	l := benchLog(b, PolicyAlways)
	skipFirstSegment(b, l)
	payload := make([]byte, 100)
	var left atomic.Int64
	left.Store(int64(b.N))
	done := make(chan struct{})
	b.ResetTimer()
	for range writers {
		go func() {
			for left.Add(-1) >= 0 {
				if err := l.Wait(context.Background(), l.Append(0, 0, payload)); err != nil {
					b.Error(err)
				}
			}
			done <- struct{}{}
		}()
	}
	for range writers {
		<-done
	}
}

// skipFirstSegment moves on to the prepared segment, because the first one of a
// log is not filled with zeros, and waits until the next one is prepared as
// well: commits are to be measured.
func skipFirstSegment(b *testing.B, l *FileLog) {
	waitForSpare(l)
	l.writeMu.Lock()
	err := l.rotate(frameHeader{lsn: 1})
	l.writeMu.Unlock()
	if err != nil {
		b.Fatal(err)
	}
	waitForSpare(l)
}

func waitForSpare(l *FileLog) {
	for !l.spareReady() {
		runtime.Gosched()
	}
}

func release(b *testing.B, l *FileLog) {
	if err := l.ReleaseBefore(l.Durable()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRecoverZeros measures the search for frames in a prepared segment,
// which every start does.
func BenchmarkRecoverZeros(b *testing.B) {
	rd, err := newReader(vfs.NewMemFile(make([]byte, 16<<20)), 0)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(rd.size)
	for b.Loop() {
		rd.off = headerBytes
		if found, err := rd.seek(1, 1<<20); found || err != nil {
			b.Fatal(found, err)
		}
	}
}

func BenchmarkRecover(b *testing.B) {
	fs := vfs.NewMem()
	l, err := Open(Options{FS: fs, Dir: "log"})
	if err != nil {
		b.Fatal(err)
	}
	payload := make([]byte, 100)
	const records = 300_000
	for range records {
		l.Append(0, 0, payload)
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(records * (100 + frameHeaderBytes))
	for b.Loop() {
		if _, err := Verify(fs, "log"); err != nil {
			b.Fatal(err)
		}
	}
}
