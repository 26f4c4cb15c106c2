package hyperloglogs

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

func pfMergeSpec(limit SparseLimit) command.Spec {
	return command.Spec{
		Name: "PFMERGE", Group: "hyperloglog", Since: "2.8.9", Complexity: "O(N) where N is the number of keys.",
		Summary: "Merges HyperLogLogs into one, which is created if it is missing.",
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.RW|command.ReadsData|command.InsertsData),
			command.Span(2, -1, 1, command.RO|command.ReadsData),
		},
		Syntax: "destkey:key [sourcekey:key [sourcekey:key ...]]",
		Compat: command.Matches("7.2"),
		Run:    func(c *command.Call) { pfMerge(c, limit.in(c)) },
	}
}

func pfMerge(c *command.Call, limit int) {
	var all hll.Registers
	anyDense := false
	for _, key := range c.Args[1:] { // the destination is a source as well
		isDense, ok := merge(c, &all, key)
		if !ok {
			return
		}
		anyDense = anyDense || isDense
	}
	var buf [sketchBytes]byte
	merged, ok := all.AppendSparse(buf[:0], limit)
	if anyDense || !ok {
		merged = all.AppendDense(nil)
	}
	var expireAt int64
	if rec, found := c.Tx.Find(c.Key()); found {
		expireAt = rec.ExpireAt()
		hll.Sketch(merged).InheritCount(hll.Sketch(rec.Value()))
	}
	c.LogCall()
	if hll.Sketch(merged).IsDense() {
		logDense(c, c.Key())
	}
	c.Tx.Set(c.Key(), keyspace.TypeString, keyspace.EncRaw, merged, expireAt)
	c.Notify(event.String, "pfadd")
	c.Out.OK()
}
