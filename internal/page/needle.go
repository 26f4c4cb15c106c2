package page

// Needle is a key made ready to be compared with many encoded items: its head
// and its body, so that a long key need not be copied in front of its bytes.
type Needle struct {
	head [9]byte // for an integer the whole encoding
	n    int
	body []byte
	last byte // of the whole encoding, in which keys of one length often differ
}

// Set makes nd the needle for it, which must be text or an integer.
func (nd *Needle) Set(it Item) {
	if it.kind == kindText {
		nd.n = len(appendTextHead(nd.head[:0], int(it.bits)))
		nd.body = it.text()
	} else {
		nd.n, nd.body = len(AppendItem(nd.head[:0], it)), nil
	}
	nd.last = nd.head[nd.n-1]
	if len(nd.body) > 0 {
		nd.last = nd.body[len(nd.body)-1]
	}
}

// find returns the position of the first of the entries b[pos:] whose key is the needle's. before and behind are how
// many items stand beside the key in its entry. Short items, which most pages are made of, need no call.
func (nd *Needle) find(b []byte, pos, before, behind int) (at int, found bool, err error) {
	first, lastAt := nd.head[0], nd.n+len(nd.body)-1
	for uint(pos) < uint(len(b)) {
		entry := pos
		if b[pos] == headTimed {
			pos += expiryLen
		}
		for range before {
			pos = itemEnd(b, pos)
		}
		if uint(pos) < uint(len(b)) && b[pos] == first && pos+lastAt < len(b) && b[pos+lastAt] == nd.last && nd.Match(b, pos) {
			return entry, true, nil
		}
		for range 1 + behind {
			if uint(pos) < uint(len(b)) && b[pos] < headInt {
				pos += 1 + int(b[pos])
			} else {
				pos = longEnd(b, pos)
			}
		}
	}
	if pos != len(b) {
		return 0, false, ErrCorrupt
	}
	return pos, false, nil
}

// Match reports whether the item at b[off] is the needle's.
func (nd *Needle) Match(b []byte, off int) bool {
	if uint(off) >= uint(len(b)) || b[off] != nd.head[0] {
		return false
	}
	body := off + nd.n
	end := body + len(nd.body)
	if end > len(b) || nd.n > 1 && string(b[off+1:body]) != string(nd.head[1:nd.n]) {
		return false
	}
	return string(b[body:end]) == string(nd.body)
}
