package server

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// pipeBytes is how much one direction of a pipe holds before its writer waits.
const pipeBytes = 64 << 10

// Pipe returns the two ends of a connection inside the process. Unlike net.Pipe it
// buffers, so that a writer need not wait for its reader, and a client may write a whole
// pipeline of commands before it reads.
func Pipe() (client, server *PipeConn) {
	up, down := newPipeHalf(), newPipeHalf()
	return &PipeConn{in: down, out: up}, &PipeConn{in: up, out: down}
}

// PipeConn is one end of a Pipe. It is a net.Conn.
type PipeConn struct {
	in, out *pipeHalf
}

// Read implements net.Conn.
func (c *PipeConn) Read(p []byte) (int, error) { return c.in.read(p) }

// Write implements net.Conn.
func (c *PipeConn) Write(p []byte) (int, error) { return c.out.write(p) }

// Close closes both directions. The peer may still read what was written.
func (c *PipeConn) Close() error {
	c.out.closeWriter()
	c.in.closeReader()
	return nil
}

// CloseWrite tells the peer that nothing more will come; reading goes on.
func (c *PipeConn) CloseWrite() error {
	c.out.closeWriter()
	return nil
}

// LocalAddr implements net.Conn.
func (c *PipeConn) LocalAddr() net.Addr { return pipeAddr{} }

// RemoteAddr implements net.Conn.
func (c *PipeConn) RemoteAddr() net.Addr { return pipeAddr{} }

// SetDeadline implements net.Conn.
func (c *PipeConn) SetDeadline(t time.Time) error {
	c.in.reads.set(t)
	c.out.writes.set(t)
	return nil
}

// SetReadDeadline implements net.Conn.
func (c *PipeConn) SetReadDeadline(t time.Time) error {
	c.in.reads.set(t)
	return nil
}

// SetWriteDeadline implements net.Conn.
func (c *PipeConn) SetWriteDeadline(t time.Time) error {
	c.out.writes.set(t)
	return nil
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// pipeHalf is one direction.
type pipeHalf struct {
	mu     sync.Mutex // guards all fields
	buf    []byte     // buf[start:] is written and not yet read
	start  int
	ended  bool // the writer has closed
	broken bool // the reader has closed
	reads  deadlineCond
	writes deadlineCond
}

func newPipeHalf() *pipeHalf {
	h := &pipeHalf{}
	h.reads.cond.L = &h.mu
	h.writes.cond.L = &h.mu
	return h
}

func (h *pipeHalf) read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.broken:
			return 0, net.ErrClosed
		case h.reads.expired:
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case h.start < len(h.buf):
			return h.take(p), nil
		case h.ended:
			return 0, io.EOF
		}
		h.reads.cond.Wait()
	}
}

// take moves bytes to the reader.
func (h *pipeHalf) take(p []byte) int {
	n := copy(p, h.buf[h.start:])
	h.start += n
	if h.start == len(h.buf) {
		h.buf, h.start = h.buf[:0], 0
	}
	h.writes.cond.Broadcast()
	return n
}

func (h *pipeHalf) write(p []byte) (n int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.ended:
			return n, net.ErrClosed
		case h.writes.expired:
			return n, os.ErrDeadlineExceeded
		case h.broken:
			return n, io.ErrClosedPipe
		}
		n += h.put(p[n:])
		if n == len(p) {
			return n, nil
		}
		h.writes.cond.Wait()
	}
}

// put takes as many of the writer's bytes as there is room for.
func (h *pipeHalf) put(p []byte) int {
	if h.start > 0 && len(h.buf)+len(p) > cap(h.buf) {
		h.buf, h.start = h.buf[:copy(h.buf, h.buf[h.start:])], 0
	}
	n := min(len(p), pipeBytes-(len(h.buf)-h.start))
	if n <= 0 {
		return 0
	}
	h.buf = append(h.buf, p[:n]...)
	h.reads.cond.Broadcast()
	return n
}

func (h *pipeHalf) closeWriter() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	h.wakeAll()
}

func (h *pipeHalf) closeReader() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = true
	h.wakeAll()
}

func (h *pipeHalf) wakeAll() {
	h.reads.stop()
	h.writes.stop()
	h.reads.cond.Broadcast()
	h.writes.cond.Broadcast()
}
