package server

import "testing"

func TestBuffers(t *testing.T) {
	var b buffers
	for _, n := range []int{1, 255, 256, 257, 5000, 65535, 65536, 65537, 1 << 20} {
		buf := b.get(n)
		if len(buf) != 0 || cap(buf) < n || cap(buf) > max(256, 2*n) {
			t.Errorf("get(%d): length %d, capacity %d", n, len(buf), cap(buf))
		}
		b.put(buf[:1])
	}
	b.put(nil)
	b.put(make([]byte, 300)) // not one of ours
	if n := testing.AllocsPerRun(100, func() { b.put(b.get(5000)) }); n != 0 {
		t.Errorf("%v allocations per use", n)
	}
	for range 100 {
		b.put(make([]byte, 64<<10))
	}
	kept := 0
	for _, stack := range b.spare {
		for _, buf := range stack {
			kept += cap(buf)
		}
	}
	if kept != b.bytes || kept > spareBytes {
		t.Errorf("%d bytes kept, %d counted, %d allowed", kept, b.bytes, spareBytes)
	}
}
