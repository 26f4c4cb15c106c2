package arena

// maxHold is the highest number of a hold; the next is 1 again.
const maxHold = 1<<24 - 1

// Hold keeps every block as it is, for somebody who reads blocks without the lock of the arena's owner: what is freed
// from now on is given back by Resume. It returns the number of the hold, which has 24 bits and is not 0. There must
// be no other hold.
func (a *Arena) Hold() uint32 {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held != 0 {
		panic("arena: held twice")
	}
	a.holds = a.holds%maxHold + 1
	a.held = a.holds
	return a.held
}

// Held is the number of the hold under way, 0 if there is none.
func (a *Arena) Held() uint32 { return a.held }

// keep notes a block that is free as soon as the hold ends.
func (a *Arena) keep(r Ref) {
	a.kept = append(a.kept, r)
	a.keptBytes += int64(a.CapOf(r))
}

// Resume ends the hold. The views that were read meanwhile are not valid any more.
func (a *Arena) Resume() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.held = 0
	if a.released {
		a.unmap()
		return
	}
	for _, r := range a.kept {
		a.Free(r)
	}
	a.kept, a.keptBytes = nil, 0
}
