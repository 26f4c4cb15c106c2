package page

// Needle is a key made ready to be compared with many encoded items: its head
// and its body, so that a long key need not be copied in front of its bytes.
type Needle struct {
	head [9]byte // for an integer the whole encoding
	n    int
	body []byte
}

// NewNeedle returns the needle for it, which must be text or an integer.
func NewNeedle(it Item) Needle {
	var nd Needle
	if it.kind == kindText {
		nd.n = len(appendTextHead(nd.head[:0], len(it.text)))
		nd.body = it.text
	} else {
		nd.n = len(AppendItem(nd.head[:0], it))
	}
	return nd
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
