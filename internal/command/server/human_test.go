package server

import "testing"

func TestHuman(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0B", 1023: "1023B", 1024: "1.00K", 1113792: "1.06M", 25276510208: "23.54G", 1 << 40: "1.00T", -5: "-5B",
	} {
		if got := human(n); got != want {
			t.Errorf("human(%d) = %s, want %s", n, got, want)
		}
	}
}
