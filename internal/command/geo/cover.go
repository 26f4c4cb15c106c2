package geo

// halfEquator is about half of the earth's circumference in meters.
const halfEquator = 20037726.37

// level returns a level whose cells are so large that a shape around one of them is covered by it and its neighbors.
func (s *shape) level() int {
	reach := s.reach()
	if reach == 0 {
		return maxLevel
	}
	level := 1
	for ; reach < halfEquator; reach *= 2 {
		level++
	}
	level -= 2
	switch lat := max(s.center.lat, -s.center.lat); { // near the poles the cells are narrow
	case lat > 80:
		level -= 2
	case lat > 66:
		level--
	}
	return min(max(level, 1), maxLevel)
}

// steps lead from a cell to itself and its neighbors, in the order in which Redis visits them, on which the order of
// the places in a reply depends.
var steps = [...]struct{ east, north int }{
	{0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1},
}

// cover returns the cells in which the places of a shape are.
func (s *shape) cover() []cell {
	around := s.bounds()
	level := s.level()
	center := cellAt(s.center, level)
	if level > 1 && !reaches(center, around) {
		level--
		center = cellAt(s.center, level)
	}
	cells := make([]cell, 0, len(steps))
	own := center.bounds()
	for i, step := range steps {
		if level >= 2 && !isNeeded(own, around, step.east, step.north) {
			continue
		}
		c := center.neighbor(step.east, step.north)
		// On a coarse grid neighbors are the same cell. Redis notices only what follows each other, and does not
		// count the center.
		if n := len(cells); i > 1 && n > 1 && cells[n-1] == c {
			continue
		}
		cells = append(cells, c)
	}
	return cells
}

// reaches reports whether a cell and its neighbors reach as far as a box.
func reaches(center cell, b box) bool {
	return center.neighbor(0, 1).bounds().north >= b.north && center.neighbor(0, -1).bounds().south <= b.south &&
		center.neighbor(1, 0).bounds().east >= b.east && center.neighbor(-1, 0).bounds().west <= b.west
}

// isNeeded reports whether a box reaches out of a cell in the direction of a neighbor.
func isNeeded(own, b box, east, north int) bool {
	switch {
	case north < 0 && own.south < b.south, north > 0 && own.north > b.north:
		return false
	case east < 0 && own.west < b.west, east > 0 && own.east > b.east:
		return false
	}
	return true
}
