package resp

// Peeked is a command's name and some of its arguments, empty where there are none.
type Peeked struct{ Name, First, Second, Last []byte }

// Peek makes p the arguments of the command at the start of buf, and returns the command's length. It is for guesses
// about what comes next, such as which memory to prefetch: it reads only plain commands that are there as a whole,
// checks nothing else, and gives up on all others with n == 0, when p has no meaning. Nothing is allocated, and the next
// Next of a Parser knows nothing of it.
func (p *Peeked) Peek(buf []byte) (n int) {
	*p = Peeked{}
	if len(buf) == 0 || buf[0] != '*' {
		return 0
	}
	words, pos := shortCount(buf, 1)
	if pos == 0 {
		return 0
	}
	for i := range words {
		if pos >= len(buf) || buf[pos] != '$' {
			return 0
		}
		length, next := shortCount(buf, pos+1)
		if next == 0 || length > len(buf)-next-2 {
			return 0
		}
		pos = next + length + 2
		word := buf[next : next+length]
		switch i {
		case 0:
			p.Name = word
			continue
		case 1:
			p.First = word
		case 2:
			p.Second = word
		}
		p.Last = word
	}
	return pos
}
