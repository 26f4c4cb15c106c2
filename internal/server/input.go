package server

// Sizes of read buffers. A read into room takes what the kernel has, so larger buffers
// mean fewer system calls, and longer turns for one client.
const (
	firstRoom = 4 << 10
	keepRoom  = 64 << 10 // buffers above this are given back when they have served
)

// input holds the bytes of one connection that its session has not used.
type input struct {
	buf    []byte
	filled bool // the last read left no room: more may be waiting
}

// room returns space for more bytes, at least one. A buffer grows by doubling, as bytes
// arrive, so an announced length costs nothing, and to what the session needs if that is less. It grows by a quarter
// at least: many short words, each needing a little more, must not cost a copy each.
func (in *input) room(need int) []byte {
	if len(in.buf) == cap(in.buf) || in.filled && cap(in.buf) < keepRoom {
		grown := make([]byte, len(in.buf), grownRoom(cap(in.buf), need))
		copy(grown, in.buf)
		in.buf = grown
	}
	return in.buf[len(in.buf):cap(in.buf)]
}

// grownRoom is how large the buffer is to be that takes the place of a full one.
func grownRoom(room, need int) int {
	size := max(firstRoom, 2*room)
	if need > room {
		size = max(firstRoom, min(size, max(need, room+room/4)))
	}
	return size
}

// add counts n bytes that were read into room.
func (in *input) add(n int) {
	in.buf = in.buf[:len(in.buf)+n]
	in.filled = len(in.buf) == cap(in.buf)
}

// use drops the first n bytes, and a large buffer that has become mostly empty.
func (in *input) use(n int) {
	rest := in.buf[n:]
	if cap(in.buf) > keepRoom && len(rest) <= keepRoom/2 {
		in.buf = append([]byte(nil), rest...)
		return
	}
	in.buf = in.buf[:copy(in.buf, rest)]
}
