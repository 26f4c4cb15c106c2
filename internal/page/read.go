package page

// ReadItem returns the item at b[off] and where it ends, for those who keep runs of items in bytes of their own. The
// address of a blob is corrupt there.
func ReadItem(b []byte, off int) (Item, int, error) {
	it, end, err := readItem(b, off)
	if err == nil && it.kind == kindFar {
		err = ErrCorrupt
	}
	return it, end, err
}

// ItemEnd returns where the item at b[off] ends, or -1 if there is none.
func ItemEnd(b []byte, off int) int { return itemEnd(b, off) }
