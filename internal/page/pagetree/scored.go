package pagetree

import "github.com/holdfast-db/holdfast/internal/page"

// WalkScored is Walk for a tree of page.Scored.
func (t *Tree) WalkScored(i, n int, visit func(score float64, member page.Item) (more bool)) error {
	var pa path
	n = min(n, t.Len()-i)
	for more := n > 0; more; {
		if err := t.pathTo(i, false, &pa); err != nil {
			return err
		}
		leaf := t.pages.Read(pa.leaf)
		seen, wanted, err := page.WalkScored(leaf[:leaf.Used()], pa.place.Pos, n, &t.pages, visit)
		if err != nil {
			return err
		}
		i, n = i+seen, n-seen
		more = wanted && n > 0
	}
	return nil
}
