package server

import (
	"bytes"
	"testing"
)

func TestInputGrowth(t *testing.T) {
	const need = 1000000
	var in input
	var want []byte
	for i := 0; len(in.buf) < need; i++ {
		room := in.room(need)
		if cap(in.buf) > max(firstRoom, 2*len(in.buf)) {
			t.Fatalf("capacity %d for %d bytes", cap(in.buf), len(in.buf))
		}
		for j := range room {
			room[j] = byte(i + j)
		}
		want = append(want, room...)
		in.add(len(room))
	}
	if len(in.buf) != need || !bytes.Equal(in.buf, want) {
		t.Fatalf("%d bytes, want the %d that were needed", len(in.buf), need)
	}
	in.use(need - 3)
	if !bytes.Equal(in.buf, want[need-3:]) || cap(in.buf) > keepRoom {
		t.Errorf("left %q with capacity %d", in.buf, cap(in.buf))
	}
	in.use(1)
	if !bytes.Equal(in.buf, want[need-2:]) {
		t.Errorf("left %q", in.buf)
	}
}
