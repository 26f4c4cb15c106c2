package command

import "strings"

// names finds specs by their names, in any case. It is a hash table with open addressing, half full at most. Each
// command asks it once: in a profile of PING this took half the time of a Go map.
type names struct {
	slots []namedSpec // 1 << n of them; those without a spec are free
	count int
}

type namedSpec struct {
	name string // in lower case
	spec *Spec
}

// leastNames is how many slots there are at first.
const leastNames = 16

// get finds a spec, nil if there is none of this name.
func (n *names) get(name []byte) *Spec {
	if len(n.slots) == 0 || len(name) == 0 {
		return nil
	}
	mask := len(n.slots) - 1
	for i := hashName(name) & mask; n.slots[i].spec != nil; i = (i + 1) & mask {
		if isName(name, n.slots[i].name) {
			return n.slots[i].spec
		}
	}
	return nil
}

// put adds a spec, or replaces the one of this name.
func (n *names) put(name string, spec *Spec) {
	if 2*(n.count+1) > len(n.slots) {
		n.rebuild(max(leastNames, 2*len(n.slots)), "")
	}
	n.insert(namedSpec{strings.ToLower(name), spec})
}

// remove takes a name away.
func (n *names) remove(name string) { n.rebuild(len(n.slots), strings.ToLower(name)) }

func (n *names) rebuild(size int, without string) {
	old := n.slots
	*n = names{slots: make([]namedSpec, size)}
	for _, s := range old {
		if s.spec != nil && s.name != without {
			n.insert(s)
		}
	}
}

func (n *names) insert(s namedSpec) {
	mask := len(n.slots) - 1
	i := hashName([]byte(s.name)) & mask
	for n.slots[i].spec != nil && n.slots[i].name != s.name {
		i = (i + 1) & mask
	}
	if n.slots[i].spec == nil {
		n.count++
	}
	n.slots[i] = s
}

// hashName hashes the length and four letters, without regard to case, which tells nearly all commands apart.
func hashName(name []byte) int {
	n := len(name)
	h := uint32(n)
	for _, c := range [...]byte{name[0], name[n/3], name[n/2], name[n-1]} {
		h = h*37 + uint32(c|0x20)
	}
	return int(h ^ h>>9)
}

// isName reports whether a name is, but for case, one that is given in lower case.
func isName(name []byte, lower string) bool {
	if len(name) != len(lower) {
		return false
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
