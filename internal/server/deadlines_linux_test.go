package server

import (
	"math/rand"
	"testing"
)

// The heap against a search through all.
func TestDeadlines(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	conns := make([]loopConn, 50)
	var d deadlines
	for range 20000 {
		c := &conns[random.Intn(len(conns))]
		if random.Intn(3) == 0 {
			d.remove(c)
		} else {
			d.set(c, 1+random.Int63n(100))
		}
		want := int64(0)
		for i := range conns {
			if due := conns[i].due; due != 0 && (want == 0 || due < want) {
				want = due
			}
		}
		if got := d.next(); got != want {
			t.Fatalf("next is %d, want %d", got, want)
		}
	}
}
