package ordered

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

func kcountSpec() command.Spec {
	return command.Spec{
		Name: "KCOUNT", Group: "generic", Since: "0.1.0",
		Complexity: "O(log(N)+M) where M is the number of keys in the range, plus what has changed since the last view.",
		Summary:    "Counts the keys between two keys.",
		Flags:      command.ReadOnly | command.Roams,
		Syntax:     "start:string stop:string [TYPE type]",
		Compat:     command.Ours("ranges of keys"),
		Run:        kcount,
	}
}

func kcount(c *command.Call) {
	b, o, ok := parseRange(c, takesType)
	if !ok {
		return
	}
	n := int64(0)
	accept := newFilter(c, command.ReadsData, o.typ)
	visit := func(e engine.Entry) (more bool) {
		if accept.accepts(e) {
			n++
		}
		return true
	}
	walk(c, b, false, visit, func(c *command.Call) { c.Out.Int(n) })
}
