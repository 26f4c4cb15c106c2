package server

import "math/bits"

const (
	minBufferBits = 8  // 256 bytes
	maxBufferBits = 21 // 2 MiB
	spareBytes    = 4 << 20
)

// buffers keeps a loop's buffers for reuse: a client whose commands are often cut
// between two reads, or are long, costs no garbage, and an idle one no memory.
type buffers struct {
	spare [maxBufferBits - minBufferBits + 1][][]byte // by the logarithm of their size
	bytes int
}

// get returns an empty buffer that has room for n bytes.
func (b *buffers) get(n int) []byte {
	class := max(bits.Len(uint(n-1)), minBufferBits) - minBufferBits
	if class >= len(b.spare) {
		return make([]byte, 0, n)
	}
	stack := b.spare[class]
	if len(stack) == 0 {
		return make([]byte, 0, 1<<(class+minBufferBits))
	}
	buf := stack[len(stack)-1]
	b.spare[class] = stack[:len(stack)-1]
	b.bytes -= cap(buf)
	return buf
}

// put takes a buffer back, if get made it and there are not too many.
func (b *buffers) put(buf []byte) {
	size := cap(buf)
	class := bits.Len(uint(size)) - 1 - minBufferBits
	if class < 0 || class >= len(b.spare) || size != 1<<(class+minBufferBits) || b.bytes+size > spareBytes {
		return
	}
	b.bytes += size
	b.spare[class] = append(b.spare[class], buf[:0])
}
