package resp

import "strconv"

// keepWriterBytes is the largest buffer an empty Writer keeps.
const keepWriterBytes = 64 << 10

// Writer collects the replies for one client, in the version of the protocol
// that the client speaks. The zero Writer is ready and speaks RESP2.
//
// Methods named after an aggregate write only its header; that many elements
// must follow.
type Writer struct {
	buf   []byte
	start int // what lies before has been consumed
	resp3 bool

	shared  *Buffers    // where to borrow large buffers, or nil
	wide    *WideBuffer // the one that buf lies in, or nil
	own     []byte      // what buf was before
	wasWide bool        // the replies before needed one
}

// Proto returns the version of the protocol, 2 or 3.
func (w *Writer) Proto() int {
	if w.resp3 {
		return 3
	}
	return 2
}

// SetProto sets the version of the protocol of what follows, 2 or 3.
func (w *Writer) SetProto(version int) { w.resp3 = version == 3 }

// Simple writes a simple string. Line breaks in it become spaces.
func (w *Writer) Simple(text string) { w.buf = appendLine(w.buf, '+', text) }

// OK writes the simple string OK.
func (w *Writer) OK() { w.buf = append(w.buf, "+OK\r\n"...) }

// Error writes an error. Its text starts with a code, such as "ERR"; line breaks
// in it become spaces.
func (w *Writer) Error(text string) { w.buf = appendLine(w.buf, '-', text) }

// Int writes an integer.
func (w *Writer) Int(n int64) { w.buf = AppendInt(w.buf, n) }

// Bulk writes a bulk string.
func (w *Writer) Bulk(value []byte) { w.buf = AppendBulk(w.buf, value) }

// BulkString writes a bulk string.
func (w *Writer) BulkString(value string) { w.buf = AppendBulkString(w.buf, value) }

// BulkInt writes an integer as a bulk string.
func (w *Writer) BulkInt(n int64) {
	var scratch [maxIntegerBytes]byte
	w.Bulk(strconv.AppendInt(scratch[:0], n, 10))
}

// Null writes the absence of a value.
func (w *Writer) Null() { w.either("$-1\r\n", "_\r\n") }

// NullArray writes the absence of an array, which RESP3 does not tell apart.
func (w *Writer) NullArray() { w.either("*-1\r\n", "_\r\n") }

// Bool writes a boolean, in RESP2 as 1 or 0.
func (w *Writer) Bool(b bool) {
	if b {
		w.either(":1\r\n", "#t\r\n")
	} else {
		w.either(":0\r\n", "#f\r\n")
	}
}

// Double writes a number with a fraction, in RESP2 as a bulk string.
func (w *Writer) Double(f float64) {
	var scratch [32]byte
	text := AppendDouble(scratch[:0], f)
	if !w.resp3 {
		w.Bulk(text)
		return
	}
	w.buf = append(w.buf, ',')
	w.buf = append(w.buf, text...)
	w.buf = append(w.buf, "\r\n"...)
}

// BigNumber writes an integer of any size, given as its digits; in RESP2 as a
// bulk string.
func (w *Writer) BigNumber(digits string) {
	if w.resp3 {
		w.buf = appendLine(w.buf, '(', digits)
	} else {
		w.BulkString(digits)
	}
}

// Verbatim writes text for people. format is its kind in three letters, such as
// "txt"; RESP2 has no place for it and gets a bulk string.
func (w *Writer) Verbatim(format, text string) {
	if !w.resp3 {
		w.BulkString(text)
		return
	}
	w.buf = appendHeader(w.buf, '=', int64(len(format)+1+len(text)))
	w.buf = append(w.buf, format...)
	w.buf = append(w.buf, ':')
	w.buf = append(w.buf, text...)
	w.buf = append(w.buf, "\r\n"...)
}

// Array writes the header of n elements in order.
func (w *Writer) Array(n int) { w.buf = AppendArray(w.buf, n) }

// Map writes the header of n pairs of a key and a value; in RESP2 an array of 2n.
func (w *Writer) Map(pairs int) {
	if w.resp3 {
		w.buf = appendHeader(w.buf, '%', int64(pairs))
	} else {
		w.Array(2 * pairs)
	}
}

// Set writes the header of n elements in no order; in RESP2 an array.
func (w *Writer) Set(n int) { w.arrayOr('~', n) }

// Push writes the header of a message nobody asked for; in RESP2 an array.
func (w *Writer) Push(n int) { w.arrayOr('>', n) }

// Raw writes what is encoded already.
func (w *Writer) Raw(encoded []byte) { w.buf = append(w.buf, encoded...) }

// Message writes a message nobody asked for, encoded already with the header that
// RESP3 has for it; other messages are written as they are.
func (w *Writer) Message(encoded []byte) {
	start := len(w.buf)
	w.buf = append(w.buf, encoded...)
	if !w.resp3 && w.buf[start] == '>' {
		w.buf[start] = '*'
	}
}

// Bytes returns what is to be sent. It is good until the Writer is next changed.
func (w *Writer) Bytes() []byte { return w.buf[w.start:] }

// Len returns how much is to be sent.
func (w *Writer) Len() int { return len(w.buf) - w.start }

// Truncate takes back all but the first n bytes, such as what a command wrote
// before it failed. Only what has not been consumed counts, as in Len.
func (w *Writer) Truncate(n int) { w.buf = w.buf[:w.start+n] }

// Consume drops the first n bytes, which were sent. The others stay in place
// unless moving them costs less than what was dropped since they last moved.
func (w *Writer) Consume(n int) {
	w.start += n
	rest := len(w.buf) - w.start
	switch {
	case rest == 0:
		w.Reset()
	case rest <= w.start:
		w.buf = w.buf[:copy(w.buf, w.buf[w.start:])]
		w.start = 0
	}
}

// Reset drops everything. A buffer that grew beyond 64 KiB is not kept.
func (w *Writer) Reset() {
	w.wasWide = len(w.buf) > keepWriterBytes/2
	if w.wide != nil {
		w.narrow()
	}
	w.start = 0
	w.buf = w.buf[:0]
	if cap(w.buf) > keepWriterBytes {
		w.buf = nil
	}
}

func (w *Writer) either(resp2, resp3 string) {
	if w.resp3 {
		w.buf = append(w.buf, resp3...)
	} else {
		w.buf = append(w.buf, resp2...)
	}
}

func (w *Writer) arrayOr(resp3 byte, n int) {
	if w.resp3 {
		w.buf = appendHeader(w.buf, resp3, int64(n))
	} else {
		w.Array(n)
	}
}
