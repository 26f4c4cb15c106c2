package pagetree

import (
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// TestSqueezed compresses the leaves of a list but for the two nearest to the end where it grows, and the one at the other.
func TestSqueezed(t *testing.T) {
	for name, at := range map[string]func(tree *Tree) int{
		"right": (*Tree).Len,
		"left":  func(*Tree) int { return 0 },
	} {
		tree := New(testEnv(), page.Items)
		tree.Squeeze(true)
		leaves, want := 0, []bool{false, false, false, true, true}
		for i := 0; leaves < len(want); i++ {
			check(t, tree.Insert(at(&tree), page.Entry{Key: text(fmt.Sprintf("element-%08d", i))}))
			root := tree.pages.Read(tree.ref)
			if root.Kind() != page.KindInner || root.Count() == leaves {
				continue
			}
			leaves = root.Count()
			inUse, whole := uint64(tree.pages.Arena.Stats().InUseBytes), tree.Bytes()+tree.pages.TableBytes()
			if isSqueezed := inUse < whole; isSqueezed != want[leaves-1] {
				t.Errorf("%s: %d leaves take %d bytes of %d", name, leaves, inUse, whole)
			}
		}
		check(t, tree.Check())
	}
}
