package resp

// Peek returns the first argument behind the name of the command at the start of buf, and the command's length. It
// is for guesses about what comes next, such as which memory to prefetch: it reads only plain commands that are there
// as a whole, checks nothing else, and gives up on all others with n == 0. Nothing is allocated, and the next Next
// of a Parser knows nothing of it.
func Peek(buf []byte) (first []byte, n int) {
	if len(buf) == 0 || buf[0] != '*' {
		return nil, 0
	}
	words, pos := shortCount(buf, 1)
	if pos == 0 {
		return nil, 0
	}
	for i := range words {
		if pos >= len(buf) || buf[pos] != '$' {
			return nil, 0
		}
		length, next := shortCount(buf, pos+1)
		if next == 0 || length > len(buf)-next-2 {
			return nil, 0
		}
		if i == 1 {
			first = buf[next : next+length]
		}
		pos = next + length + 2
	}
	return first, pos
}
