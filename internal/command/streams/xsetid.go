package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xsetidSpec() command.Spec {
	return command.Spec{
		Name: "XSETID", Group: "stream", Since: "5.0.0", Complexity: "O(1)",
		Summary: "Sets the last id of a stream, for internal use.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key last-id [ENTRIESADDED entries-added:integer] [MAXDELETEDID max-deleted-id]",
		Compat:  command.Matches("7.2"),
		Run:     xsetid,
	}
}

// position is what XSETID sets.
type position struct {
	last, deleted stream.ID
	added         int64 // -1 if it is not given
}

func xsetid(c *command.Call) {
	p, ok := parsePosition(c)
	if !ok {
		return
	}
	s, ok := modify(c, c.Key())
	if !ok {
		return
	}
	if err := p.check(s); err != nil {
		c.Fail(err)
		return
	}
	s.LastID = p.last
	if p.added >= 0 {
		s.Added = uint64(p.added)
	}
	if p.deleted != stream.MinID {
		s.MaxDeleted = p.deleted
	}
	c.LogCall()
	s.storeQuietly(c)
	s.tell(c, "xsetid")
	c.Out.OK()
}

func parsePosition(c *command.Call) (p position, ok bool) {
	p.added = -1
	if p.last, ok = id(c, 2); !ok {
		return p, false
	}
	for i := 3; i < len(c.Args); i += 2 {
		switch {
		case i+1 < len(c.Args) && c.Is(i, "ENTRIESADDED"):
			if p.added, ok = c.Int(i + 1); ok && p.added < 0 {
				c.Fail(errNegAdded)
				ok = false
			}
		case i+1 < len(c.Args) && c.Is(i, "MAXDELETEDID"):
			if p.deleted, ok = id(c, i+1); ok && p.last.Compare(p.deleted) < 0 {
				c.Fail(errSetIDDeleted)
				ok = false
			}
		default:
			c.Fail(command.ErrSyntax)
			ok = false
		}
		if !ok {
			return p, false
		}
	}
	return p, true
}

// check tells what is wrong with the position for a stream.
func (p position) check(s opened) error {
	switch {
	case !s.Found:
		return command.ErrNoSuchKey
	case p.last.Compare(s.MaxDeleted) < 0:
		return errSetIDTombstone
	case s.Len() == 0:
		return nil
	}
	if last, _ := s.Last(); p.last.Compare(last.ID) < 0 {
		return errSetIDSmaller
	}
	if p.added >= 0 && int64(s.Len()) > p.added {
		return errSetIDAdded
	}
	return nil
}
