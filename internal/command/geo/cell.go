package geo

// The globe, as far as places on it have a geohash. The latitudes are those of web maps.
const (
	maxLongitude = 180
	maxLatitude  = 85.05112878
)

// maxLevel is the number of bits that each of both coordinates of a place has in its geohash.
const maxLevel = 26

// cell is a rectangle of the grid that the globe is divided into: at each level in twice as many columns and rows as
// at the one above. Its hash has the bits of the row and the column in turn, so all cells within a cell begin with
// the bits of that one.
type cell struct {
	level    int
	row, col uint32 // from the south and from the west
}

// cellAt returns the cell of a level around a point.
func cellAt(p point, level int) cell {
	return gridCell(p, level, maxLongitude, maxLatitude)
}

// gridCell is cellAt on a grid of the caller's.
func gridCell(p point, level int, lonLimit, latLimit float64) cell {
	scale := float64(uint64(1) << level)
	lat := (p.lat + latLimit) / (2 * latLimit)
	lon := (p.lon + lonLimit) / (2 * lonLimit)
	return cell{level: level, row: uint32(lat * scale), col: uint32(lon * scale)}
}

// cellOf returns the smallest cell of a geohash.
func cellOf(hash uint64) cell {
	return cell{level: maxLevel, row: everySecondBit(hash), col: everySecondBit(hash >> 1)}
}

// hash is the geohash of a cell: as many bits as it takes.
func (c cell) hash() uint64 { return spread(c.row) | spread(c.col)<<1 }

// hashes returns the geohashes of the places in a cell: those from low up to but without high.
func (c cell) hashes() (low, high uint64) {
	shift := 2 * (maxLevel - c.level)
	return c.hash() << shift, (c.hash() + 1) << shift
}

// neighbor returns the cell so many columns to the east and rows to the north, around the globe if need be. A place
// at the very east or north is in a column or a row beyond the last one, which only a step in that direction leaves.
func (c cell) neighbor(east, north int) cell {
	mask := uint32(1)<<c.level - 1
	if east != 0 {
		c.col = (c.col + uint32(east)) & mask
	}
	if north != 0 {
		c.row = (c.row + uint32(north)) & mask
	}
	return c
}

// bounds returns the rectangle of a cell. Rows and columns may be beyond the grid, where scores are no geohashes.
func (c cell) bounds() box {
	return box{
		west: c.line(uint64(c.col), maxLongitude), east: c.line(uint64(c.col)+1, maxLongitude),
		south: c.line(uint64(c.row), maxLatitude), north: c.line(uint64(c.row)+1, maxLatitude),
	}
}

// line returns the coordinate of the i-th line of the grid. The product is converted so that no machine fuses it with
// the sum: the same place must be the same number everywhere.
func (c cell) line(i uint64, limit float64) float64 {
	return -limit + float64(float64(i)/float64(uint64(1)<<c.level)*(2*limit))
}

// spread puts zeros between the bits of n.
func spread(n uint32) uint64 {
	x := uint64(n)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

// everySecondBit is the inverse of spread; it ignores the bits in between.
func everySecondBit(x uint64) uint32 {
	x &= 0x5555555555555555
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	return uint32(x | x>>16)
}
