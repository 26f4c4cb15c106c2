package page

import "encoding/binary"

// Floor returns the last of the IDs entries b[off:] that is not behind an id: how many come before it, -1 if there is
// none, and its offset.
func Floor(b []byte, off int, id ID) (i, pos int, err error) {
	i, pos = -1, off
	for off < len(b) {
		at, next := nextID(b, off)
		if next < 0 {
			return i, pos, ErrCorrupt
		}
		if id.Compare(at) < 0 {
			return i, pos, nil
		}
		i, pos, off = i+1, off, next
	}
	return i, pos, nil
}

// seekID is Seek for IDs.
func seekID(b []byte, off int, id ID) (Place, error) {
	pl := Place{Pos: off}
	for pl.Pos < len(b) {
		at, next := nextID(b, pl.Pos)
		if next < 0 {
			return pl, ErrCorrupt
		}
		if at.Hi > id.Hi || at.Hi == id.Hi && at.Lo >= id.Lo {
			pl.Found = at == id
			return pl, nil
		}
		pl.Pos = next
		pl.Index++
	}
	return pl, nil
}

// nextID returns the id of the entry at b[off] and where that ends, -1 if there is none. Searches are made of this.
func nextID(b []byte, off int) (ID, int) {
	if len(b)-off <= idLen {
		return ID{}, -1
	}
	be := binary.BigEndian
	return ID{be.Uint64(b[off:]), be.Uint64(b[off+8:])}, itemEnd(b, off+idLen)
}
