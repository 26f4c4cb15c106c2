package arena

// takeChunks finds n neighbouring empty entries of the chunk table.
func (a *Arena) takeChunks(n int) int {
	if a.holes >= n {
		if c := a.findHole(n); c != 0 {
			a.holes -= n
			return c
		}
	}
	c := max(1, len(a.chunks))
	if c+n > maxChunks {
		panic("arena: all 32 GiB of one arena are in use")
	}
	for len(a.chunks) < c+n {
		a.chunks = append(a.chunks, chunk{})
	}
	return c
}

// findHole gives the first of n neighbouring empty entries, or 0.
func (a *Arena) findHole(n int) int {
	have := 0
	for c := 1; c < len(a.chunks); c++ {
		if a.chunks[c].base != nil {
			have = 0
			continue
		}
		if have++; have == n {
			return c - n + 1
		}
	}
	return 0
}

// clearChunks empties n entries, and drops those at the end of the table.
func (a *Arena) clearChunks(c, n int) {
	clear(a.chunks[c : c+n])
	a.holes += n
	for last := len(a.chunks) - 1; last > 0 && a.chunks[last].base == nil; last-- {
		a.chunks = a.chunks[:last]
		a.holes--
	}
	a.firstFree = min(a.firstFree, max(1, len(a.chunks)))
}
