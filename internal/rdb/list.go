package rdb

import (
	"iter"
	"slices"
)

// The nodes of a TypeListQuicklist2: a single element, or a listpack of them.
const (
	nodePlain  = 1
	nodePacked = 2
)

// nodeBytes is about how large a listpack is when another is begun. A longer element has a node of its own.
const nodeBytes = 8 << 10

// AppendQuicklist appends the value of a TypeListQuicklist2. There must be an element.
func AppendQuicklist(dst []byte, elements iter.Seq[[]byte]) []byte {
	start, nodes := len(dst), 0
	var p pack
	p.reset()
	flush := func() {
		if p.n > 0 {
			dst = appendBlob(append(dst, nodePacked), p.finish())
			nodes++
			p.reset()
		}
	}
	for e := range elements {
		if p.len()+len(e) > nodeBytes {
			flush()
		}
		if len(e) > nodeBytes {
			dst = appendBlob(append(dst, nodePlain), e)
			nodes++
			continue
		}
		p.add(e)
	}
	flush()
	var head [9]byte
	return slices.Insert(dst, start, AppendLength(head[:0], nodes)...) // only now is it known
}

// List visits the elements of a value of a type that is a List. Elements are valid until visit returns.
func (r *Reader) List(t Type, visit func(element []byte) error) error {
	switch t {
	case TypeList:
		return r.eachString(visit)
	case TypeListZiplist:
		return r.eachPacked(openZiplist, visit)
	case TypeListQuicklist:
		return r.eachNode(func() (int, error) { return r.walkPacked(openZiplist, visit) })
	case TypeListQuicklist2:
		return r.eachNode(func() (int, error) { return r.node(visit) })
	}
	return ErrType
}

// eachNode calls read, which returns how many elements there were, for every node of a quicklist. Old versions of Redis
// have written empty nodes, but a list has an element.
func (r *Reader) eachNode(read func() (elements int, err error)) error {
	nodes, err := r.count(1)
	if err != nil {
		return err
	}
	total := 0
	for range nodes {
		n, err := read()
		if err != nil {
			return err
		}
		total += n
	}
	if total == 0 {
		return r.none()
	}
	return nil
}

// node reads a node of a TypeListQuicklist2 and returns how many elements it has.
func (r *Reader) node(visit func(element []byte) error) (elements int, err error) {
	container, _, err := r.length()
	if err != nil {
		return 0, err
	}
	switch container {
	case nodePacked:
		return r.walkPacked(openListpack, visit)
	case nodePlain:
		element, err := r.String()
		if err != nil {
			return 0, err
		}
		return 1, visit(element)
	}
	return 0, corrupt("quicklist node")
}

// eachString visits as many strings as their number in front says.
func (r *Reader) eachString(visit func(s []byte) error) error {
	n, err := r.count(1)
	if err != nil {
		return err
	}
	for range n {
		s, err := r.String()
		if err != nil {
			return err
		}
		if err := visit(s); err != nil {
			return err
		}
	}
	return nil
}
