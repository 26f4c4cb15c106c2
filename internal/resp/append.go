package resp

import "strconv"

// AppendCommand appends a request, which is also how the log writes effects.
func AppendCommand(dst []byte, args ...[]byte) []byte {
	dst = AppendArray(dst, len(args))
	for _, arg := range args {
		dst = AppendBulk(dst, arg)
	}
	return dst
}

// AppendCommandStrings is AppendCommand for strings.
func AppendCommandStrings(dst []byte, args ...string) []byte {
	dst = AppendArray(dst, len(args))
	for _, arg := range args {
		dst = AppendBulkString(dst, arg)
	}
	return dst
}

// AppendArray appends the header of an array of n elements.
func AppendArray(dst []byte, n int) []byte { return appendHeader(dst, '*', int64(n)) }

// AppendPush appends the header of a message of n elements that nobody asked for, as RESP3 has it.
func AppendPush(dst []byte, n int) []byte { return appendHeader(dst, '>', int64(n)) }

// shortBulk is how much a bulk string of a length of two digits has beside its bytes.
const shortBulk = len("$10\r\n\r\n")

// AppendBulk appends a bulk string. Those of a length of two digits, most of what there is, take one look at the room.
func AppendBulk(dst, value []byte) []byte {
	at, n := len(dst), len(value)
	if end := at + shortBulk + n; n >= 10 && n < 100 && end <= cap(dst) {
		dst = dst[:end]
		b := dst[at:]
		b[0], b[1], b[2], b[3], b[4] = '$', byte('0'+n/10), byte('0'+n%10), '\r', '\n'
		copy(b[5:], value)
		b[len(b)-2], b[len(b)-1] = '\r', '\n'
		return dst
	}
	return appendAnyBulk(dst, value)
}

// appendAnyBulk is AppendBulk for strings of any length.
func appendAnyBulk(dst, value []byte) []byte {
	dst = appendHeader(dst, '$', int64(len(value)))
	dst = append(dst, value...)
	return append(dst, "\r\n"...)
}

// AppendBulkString appends a bulk string.
func AppendBulkString(dst []byte, value string) []byte {
	dst = appendHeader(dst, '$', int64(len(value)))
	dst = append(dst, value...)
	return append(dst, "\r\n"...)
}

// AppendInt appends an integer reply.
func AppendInt(dst []byte, n int64) []byte { return appendHeader(dst, ':', n) }

// appendHeader appends a line of a type and a number. Numbers of one and two
// digits are most of what is ever written.
func appendHeader(dst []byte, kind byte, n int64) []byte {
	if n >= 0 && n < 10 {
		return append(dst, kind, byte('0'+n), '\r', '\n')
	}
	if n >= 10 && n < 100 {
		return append(dst, kind, byte('0'+n/10), byte('0'+n%10), '\r', '\n')
	}
	dst = append(dst, kind)
	dst = strconv.AppendInt(dst, n, 10)
	return append(dst, "\r\n"...)
}

// appendLine appends a line of text, which must not break: CR and LF become spaces.
func appendLine(dst []byte, kind byte, text string) []byte {
	dst = append(dst, kind)
	start := len(dst)
	dst = append(dst, text...)
	for i := start; i < len(dst); i++ {
		if dst[i] == '\r' || dst[i] == '\n' {
			dst[i] = ' '
		}
	}
	return append(dst, "\r\n"...)
}
