package pubsub

import "github.com/holdfast-db/holdfast/internal/resp"

// frameBytes is more than it takes to frame a message.
const frameBytes = 64

// appendMessage appends a message as RESP3 has it; in RESP2 only the first byte differs.
func appendMessage(dst []byte, kind string, words ...[]byte) []byte {
	if dst == nil {
		n := frameBytes
		for _, w := range words {
			n += len(w)
		}
		dst = make([]byte, 0, n)
	}
	dst = resp.AppendPush(dst, 1+len(words))
	dst = resp.AppendBulkString(dst, kind)
	for _, w := range words {
		dst = resp.AppendBulk(dst, w)
	}
	return dst
}
