package commitlog

import (
	"errors"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// segment is one file of a log opened for writing. It has two handles, because
// a vfs.File allows one write or sync at a time, and a slow sync must not hold
// up the next write.
type segment struct {
	number uint64
	first  LSN
	salt   uint32
	size   int64        // bytes that it may grow to
	end    atomic.Int64 // bytes written; changed under FileLog.writeMu

	file vfs.File // for writing, nil once the segment is full; FileLog.writeMu
	sync vfs.File // for syncing, nil once all is durable; FileLog.syncMu
}

// openHandles opens both handles.
func (s *segment) openHandles(dir directory) (err error) {
	if s.file, err = dir.openWrite(s.number); err != nil {
		return err
	}
	if s.sync, err = dir.openWrite(s.number); err != nil {
		return errors.Join(err, s.closeFile())
	}
	return nil
}

func (s *segment) closeHandles() error {
	return errors.Join(s.closeFile(), s.closeSync())
}

func (s *segment) closeFile() error { return closeHandle(&s.file) }
func (s *segment) closeSync() error { return closeHandle(&s.sync) }

func closeHandle(f *vfs.File) error {
	if *f == nil {
		return nil
	}
	err := (*f).Close()
	*f = nil
	return err
}

// begin writes the header.
func (s *segment) begin(logID uint64, first LSN) error {
	header := appendSegmentHeader(nil, segmentHeader{logID: logID, number: s.number, first: first})
	if _, err := s.file.WriteAt(header, 0); err != nil {
		return err
	}
	s.first = first
	s.end.Store(headerBytes)
	return nil
}

// room is how many bytes still fit.
func (s *segment) room() int64 { return s.size - s.end.Load() }
