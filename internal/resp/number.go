package resp

import "strconv"

// maxIntegerBytes is the length of the longest 64-bit integer, with its sign.
const maxIntegerBytes = len("-9223372036854775808")

// parseInteger reads b as Redis reads lengths and counts: canonical decimal
// only, so no plus sign, no leading zero, no minus zero, no blanks.
func parseInteger(b []byte) (n int64, ok bool) {
	if len(b) == 1 && b[0] == '0' {
		return 0, true
	}
	digits := b
	if len(b) > 0 && b[0] == '-' {
		digits = b[1:]
	}
	if len(digits) == 0 || len(b) > maxIntegerBytes || digits[0] < '1' || digits[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil
}

// shortCount reads the usual header line, a plain number of at most maxShortCount
// digits that is there with its line end, and returns where the next line begins.
// Whatever else it meets, wrong or merely unusual, it leaves to the careful
// reader by returning next == 0.
func shortCount(buf []byte, pos int) (n, next int) {
	const maxShortCount = 9
	for i := pos; i < len(buf)-1 && i-pos <= maxShortCount; i++ {
		digit := buf[i] - '0'
		if digit <= 9 {
			n = n*10 + int(digit)
			continue
		}
		if buf[i] == '\r' && (buf[pos] != '0' || i == pos+1) && i > pos {
			return n, i + 2
		}
		break
	}
	return 0, 0
}
