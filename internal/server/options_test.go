package server

import "testing"

func TestDefaultLoops(t *testing.T) {
	for cores, want := range map[int]int{1: 1, 2: 1, 3: 1, 4: 2, 8: 3, 16: 4, 64: 6} {
		if got := defaultLoops(cores); got != want {
			t.Errorf("%d cores: %d loops, want %d", cores, got, want)
		}
	}
}
