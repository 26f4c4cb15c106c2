package commitlog

import (
	"errors"
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Report says what was found in a log.
type Report struct {
	Segments int   // segments that hold the records counted here
	Records  int64 // records that are sound
	First    LSN   // the oldest of them; 0 if there is none
	Last     LSN   // the newest of them; 0 if there is none
	Bytes    int64 // sound bytes, headers included
	Durable  LSN   // up to here the log itself proves that it was synced
	Tail     Tail
}

// Tail is what follows the last sound record. Whatever it holds was never
// acknowledged as durable, as far as the log can tell, and goes.
type Tail struct {
	Segment uint64 // where the log ends
	Offset  int64
	Frames  int   // sound frames behind the end, cut off by a hole before them
	Bytes   int64 // the bytes of those frames
}

// found is a segment file as recovery finds it.
type found struct {
	number  uint64
	started bool // has a sound header
	header  segmentHeader
}

// recovery reads a log and decides where it ends.
type recovery struct {
	dir    directory
	logID  uint64
	files  []found
	report Report
	at     int // index of the segment where the log ends
	expect LSN // of the record that would come next
}

// Verify checks every byte of the log in dir that recovery might need, and
// changes nothing.
func Verify(fs vfs.FS, dir string) (Report, error) {
	r, err := list(directory{fs, dir})
	if err != nil {
		return Report{}, err
	}
	err = r.read(0)
	return r.report, err
}

// recoverLog finds the end of a log. It begins with the last segment and goes
// back only until the frames read prove that the segments before were durable:
// those no crash can have torn, and Replay checks what it reads of them.
func recoverLog(dir directory) (*recovery, error) {
	r, err := list(dir)
	if err != nil {
		return nil, err
	}
	for from := r.lastOrdered(); ; from-- {
		if err := r.read(from); err != nil {
			return nil, err
		}
		if from == 0 || r.report.Durable+1 >= r.files[from].header.first {
			return r, nil
		}
	}
}

// list reads the headers of all segments.
func list(dir directory) (*recovery, error) {
	numbers, err := dir.numbers()
	if err != nil {
		return nil, err
	}
	r := &recovery{dir: dir}
	for i, number := range numbers {
		if i > 0 && number != numbers[i-1]+1 {
			return nil, &CorruptError{Segment: numbers[i-1] + 1, Reason: "the segment is missing"}
		}
		if err := r.add(number); err != nil {
			return nil, err
		}
	}
	return r, r.checkOldest()
}

// add reads the header of one segment.
func (r *recovery) add(number uint64) error {
	file, err := r.dir.fs.Open(r.dir.file(number))
	if err != nil {
		return err
	}
	defer file.Close()
	var b [headerBytes]byte
	if n, err := file.ReadAt(b[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	} else if n < headerBytes {
		clear(b[n:])
	}
	h, sound, err := decodeSegmentHeader(b[:], number)
	if err != nil {
		return err
	}
	if sound && len(r.files) == 0 {
		r.logID = h.logID
	}
	r.files = append(r.files, found{number: number, started: sound && h.logID == r.logID, header: h})
	return nil
}

// checkOldest refuses a log whose oldest segment has no sound header: that one
// was synced before anything else was written. Only a log that was never begun,
// a single file of zeros, may look like that.
func (r *recovery) checkOldest() error {
	if len(r.files) == 0 || r.files[0].started {
		return nil
	}
	zeros, err := r.zeros(r.files[0].number)
	if err != nil {
		return err
	}
	if zeros && len(r.files) == 1 {
		r.files = nil
		return nil
	}
	return &CorruptError{Segment: r.files[0].number, Reason: "the segment has no sound header"}
}

func (r *recovery) zeros(number uint64) (bool, error) {
	file, err := r.dir.fs.Open(r.dir.file(number))
	if err != nil {
		return false, err
	}
	defer file.Close()
	rd, err := newReader(file, 0)
	if err != nil {
		return false, err
	}
	for rd.off = 0; rd.off < rd.size; {
		b, err := rd.view(min(readWindowBytes, rd.size-rd.off))
		if err != nil {
			return false, err
		}
		if !blank(b) {
			return false, nil
		}
		rd.off += int64(len(b))
	}
	return true, nil
}

// lastOrdered is the index of the last segment such that all up to it have
// sound headers in order.
func (r *recovery) lastOrdered() int {
	last := 0
	for i := 1; i < len(r.files); i++ {
		if !r.files[i].started || r.files[i].header.first < r.files[i-1].header.first {
			break
		}
		last = i
	}
	return last
}

// read reads the log from a segment on and fills in the report.
func (r *recovery) read(from int) error {
	r.report = Report{}
	if len(r.files) == 0 {
		return nil
	}
	r.expect = r.files[from].header.first
	for r.at = from; ; r.at++ {
		end, err := r.readSegment()
		if err != nil {
			return err
		}
		if !r.continues(r.at + 1) {
			return r.judge(end)
		}
	}
}

// continues reports whether the log goes on in the i-th segment. A segment ends
// where the next begins, even if sound frames follow: that is how a cut tail
// stays dead.
func (r *recovery) continues(i int) bool {
	return i < len(r.files) && r.files[i].started && r.files[i].header.first == r.expect
}

// readSegment reads the frames of the current segment, as far as they are
// sound, and returns where they end.
func (r *recovery) readSegment() (end int64, err error) {
	rd, err := r.open(r.at)
	if err != nil {
		return 0, err
	}
	defer rd.file.Close()
	r.report.Segments++
	for !r.continues(r.at + 1) {
		off := rd.off
		h, _, err := rd.next()
		if errors.Is(err, errNoFrame) {
			break
		}
		if err == nil {
			err = checkFrame(h, r.expect, r.files[r.at].number, off)
		}
		if err != nil {
			return 0, err
		}
		r.count(h)
	}
	r.report.Bytes += rd.off
	return rd.off, nil
}

func (r *recovery) open(i int) (*reader, error) {
	number := r.files[i].number
	file, err := r.dir.fs.Open(r.dir.file(number), vfs.SequentialReadsOption)
	if err != nil {
		return nil, err
	}
	rd, err := newReader(file, frameSalt(r.logID, number))
	if err != nil {
		_ = file.Close()
	}
	return rd, err
}

// checkFrame says whether a sound frame is the one expected.
func checkFrame(h frameHeader, expect LSN, segment uint64, off int64) error {
	if h.flags&flagHash != 0 {
		return fmt.Errorf("%w: segment %s, offset %d: frames with hashes are not supported",
			ErrVersion, segmentName(segment), off)
	}
	want := expect
	if h.mark() {
		want--
	}
	if h.lsn != want {
		return &CorruptError{segment, off, expect, fmt.Sprintf("record %d stands there", h.lsn)}
	}
	return nil
}

func (r *recovery) count(h frameHeader) {
	r.report.Durable = max(r.report.Durable, h.proves())
	if h.mark() {
		return
	}
	if r.report.Records == 0 {
		r.report.First = h.lsn
	}
	r.report.Records++
	r.report.Last = h.lsn
	r.expect = h.lsn + 1
}

// judge looks at what follows the last sound frame. If a later frame proves that
// the record missing here was once durable, the log is damaged. If frames
// follow that prove nothing, power was lost before the kernel had written
// everything: the tail is torn.
func (r *recovery) judge(end int64) error {
	r.report.Tail = Tail{Segment: r.files[r.at].number, Offset: end}
	span, err := r.frameLimit()
	if err != nil {
		return err
	}
	for i := r.at; i < len(r.files); i++ {
		from := int64(headerBytes)
		if i == r.at {
			from = end
		}
		if err := r.survivors(i, from, span); err != nil {
			return err
		}
	}
	return nil
}

// frameLimit is more than the number of frames that the log can hold from here.
func (r *recovery) frameLimit() (uint64, error) {
	var bytes uint64
	for _, f := range r.files[r.at:] {
		info, err := r.dir.fs.Stat(r.dir.file(f.number))
		if err != nil {
			return 0, err
		}
		bytes += uint64(info.Size())
	}
	return bytes/frameHeaderBytes + 1, nil
}

// survivors looks for sound frames in the i-th segment, at any offset.
func (r *recovery) survivors(i int, from int64, span uint64) error {
	rd, err := r.open(i)
	if err != nil {
		return err
	}
	defer rd.file.Close()
	for rd.off = from; ; {
		more, err := rd.seek(r.expect, span)
		if err != nil || !more {
			return err
		}
		off := rd.off
		h, _, err := rd.next()
		switch {
		case errors.Is(err, errNoFrame):
			rd.off++
		case err != nil:
			return err
		case h.proves() >= r.expect:
			return &CorruptError{
				Segment: r.report.Tail.Segment, Offset: r.report.Tail.Offset, LSN: r.expect,
				Reason: fmt.Sprintf("the record is not there or not sound, but record %d in segment %s, offset %d, "+
					"proves that it was durable", h.lsn, segmentName(r.files[i].number), off),
			}
		default:
			r.report.Tail.Frames++
			r.report.Tail.Bytes += h.frameBytes()
		}
	}
}
