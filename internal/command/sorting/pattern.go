package sorting

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// pattern leads from an element to a value: its star stands for the element in the name of a key, which holds a
// string, or a hash if a field is named behind "->". The pattern "#" is the element itself.
type pattern struct {
	prefix, suffix []byte
	field          []byte // of a hash; empty for a string
	isSelf         bool
	hasStar        bool // without one it leads nowhere
}

var arrow = []byte("->")

func parsePattern(text []byte) pattern {
	if string(text) == "#" {
		return pattern{isSelf: true}
	}
	var p pattern
	p.prefix, p.suffix, p.hasStar = bytes.Cut(text, []byte("*"))
	if key, field, ok := bytes.Cut(p.suffix, arrow); ok && len(field) > 0 {
		p.suffix, p.field = key, field
	}
	return p
}

// lookUp appends what the pattern leads to from an element, if it leads anywhere.
func (p *pattern) lookUp(c *command.Call, dst, element []byte) ([]byte, bool) {
	if p.isSelf {
		return append(dst, element...), true
	}
	if !p.hasStar {
		return dst, false
	}
	key := append(append(append([]byte(nil), p.prefix...), element...), p.suffix...)
	rec, found := c.Tx.Get(key)
	switch {
	case found && len(p.field) == 0 && rec.Type() == keyspace.TypeString:
		return command.AppendStringText(dst, rec), true
	case found && len(p.field) > 0 && rec.Type() == keyspace.TypeHash:
		return p.lookUpField(c, dst, key, rec)
	}
	return dst, false
}

func (p *pattern) lookUpField(c *command.Call, dst, key []byte, rec keyspace.Record) ([]byte, bool) {
	h, _, found := c.Tx.OpenHash(key, rec)
	if !found {
		return dst, false
	}
	e, found := h.Get(p.field)
	if !found {
		return dst, false
	}
	return e.Value.AppendText(dst), true
}
