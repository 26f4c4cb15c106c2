package hyperloglogs

import (
	"errors"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

var (
	errNoKey     = errors.New("ERR The specified key does not exist")
	errNotSparse = errors.New("ERR HLL encoding is not sparse")
)

func pfDebugSpec() command.Spec {
	return command.Spec{
		Name: "PFDEBUG", Group: "hyperloglog", Since: "2.8.9", Complexity: "N/A",
		Summary: "Shows how a HyperLogLog is stored; for tests.",
		Flags:   command.Write | command.DenyOOM | command.Admin,
		Keys:    []command.KeyRule{command.At(2, command.RW|command.ReadsData)},
		Syntax:  "subcommand key",
		Compat:  command.Matches("7.2"),
		Run:     pfDebug,
	}
}

func pfDebug(c *command.Call) {
	rec, found, ok := c.Modify(c.Args[2], keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Fail(errNoKey)
		return
	}
	s, ok := open(c, rec)
	if !ok {
		return
	}
	switch {
	case c.Is(1, "GETREG"):
		replyRegisters(c, rec, s)
	case c.Is(1, "DECODE"):
		replyRuns(c, s)
	case c.Is(1, "ENCODING"):
		c.Out.Simple(formName(s))
	case c.Is(1, "TODENSE"):
		if wasSparse, ok := makeDense(c, rec, s); ok && wasSparse {
			c.Out.Int(1)
		} else if ok {
			c.Out.Int(0)
		}
	default:
		name, _, _ := strings.Cut(string(c.Args[1]), "\x00") // as C prints it
		c.Fail(errors.New("ERR Unknown PFDEBUG subcommand '" + name + "'"))
	}
}

func formName(s hll.Sketch) string {
	if s.IsDense() {
		return "dense"
	}
	return "sparse"
}

// replyRegisters makes the sketch dense too, as Redis does.
func replyRegisters(c *command.Call, rec keyspace.Record, s hll.Sketch) {
	var r hll.Registers
	if r.Merge(s) != nil {
		c.Fail(errCorrupt)
		return
	}
	if _, ok := makeDense(c, rec, s); !ok {
		return
	}
	c.Out.Array(len(r))
	for _, rank := range r {
		c.Out.Int(int64(rank))
	}
}

func replyRuns(c *command.Call, s hll.Sketch) {
	if s.IsDense() {
		c.Fail(errNotSparse)
		return
	}
	text, err := s.AppendText(nil)
	if err != nil {
		c.Fail(errCorrupt)
		return
	}
	c.Out.Bulk(text)
}

// makeDense stores a sparse sketch in the dense form, or replies with an error.
func makeDense(c *command.Call, rec keyspace.Record, s hll.Sketch) (wasSparse, ok bool) {
	if s.IsDense() {
		return false, true
	}
	dense, err := s.AppendDense(nil)
	if err != nil {
		c.Fail(errCorrupt)
		return false, false
	}
	logDense(c, c.Args[2])
	c.Tx.Set(c.Args[2], keyspace.TypeString, keyspace.EncRaw, dense, rec.ExpireAt())
	return true, true
}
