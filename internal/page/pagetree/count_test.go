package pagetree

import (
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// TestFind compares the search for an index with what adding up the counts one by one tells.
func TestFind(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for children := 1; children <= maxChildren(page.Scored); children++ {
		tree := New(testEnv(), page.Scored)
		_, n := tree.newNode(1, children)
		n.SetCount(children)
		below := 0
		for i := range children {
			n.setEntries(i, 1+rnd.IntN(5))
			below += n.entries(i)
		}
		for i, at, before := 0, 0, 0; i < below; i++ {
			if i == before+n.entries(at) {
				before, at = i, at+1
			}
			if gotAt, gotBefore := n.find(i, below); gotAt != at || gotBefore != before || n.total(at) != before {
				t.Fatalf("%d children: index %d is below %d, behind %d, want %d, %d", children, i, gotAt, gotBefore, at, before)
			}
		}
		tree.pages.Arena.Release()
	}
}
