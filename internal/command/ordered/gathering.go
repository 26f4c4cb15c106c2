package ordered

import (
	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// filter says which keys a command looks for: of a type, and such that its user may use them.
type filter struct {
	spec   *command.Spec
	user   *acl.User
	args   [][]byte
	access command.Access
	typ    string
}

// newFilter makes the filter of a call, which outlives the call's arguments.
func newFilter(c *command.Call, access command.Access, typ string) filter {
	f := filter{spec: c.Spec, user: c.Client.User(), access: access, typ: typ}
	if !f.user.IsUnrestricted() {
		f.args = command.CopyArgs(c.Args)
	}
	return f
}

func (f *filter) accepts(e engine.Entry) bool {
	return (f.typ == "" || e.Type.String() == f.typ) && f.spec.MayUse(f.user, f.args, e.Key, f.access)
}

// gathering collects copies of keys, and of their values if those are strings, in one piece of memory.
type gathering struct {
	withValues bool
	texts      []byte
	found      []place
}

// place is where a key and its value end among the texts.
type place struct {
	keyEnd, valueEnd int
	hasValue         bool
}

func (g *gathering) add(e engine.Entry) {
	g.texts = append(g.texts, e.Key...)
	p := place{keyEnd: len(g.texts)}
	if p.hasValue = g.withValues && e.Type == keyspace.TypeString; p.hasValue {
		g.texts = e.AppendText(g.texts)
	}
	p.valueEnd = len(g.texts)
	g.found = append(g.found, p)
}

// reply writes the keys; with values in the shape of ZRANGE WITHSCORES, with null for what is not a string.
func (g *gathering) reply(c *command.Call) {
	isPaired := g.withValues && c.Out.Proto() == 3
	if g.withValues && !isPaired {
		c.Out.Array(2 * len(g.found))
	} else {
		c.Out.Array(len(g.found))
	}
	start := 0
	for _, p := range g.found {
		if isPaired {
			c.Out.Array(2)
		}
		c.Out.Bulk(g.texts[start:p.keyEnd])
		switch {
		case p.hasValue:
			c.Out.Bulk(g.texts[p.keyEnd:p.valueEnd])
		case g.withValues:
			c.Out.Null()
		}
		start = p.valueEnd
	}
}

// keys is an iterator over the keys.
func (g *gathering) keys(yield func(key []byte) bool) {
	start := 0
	for _, p := range g.found {
		if !yield(g.texts[start:p.keyEnd]) {
			return
		}
		start = p.valueEnd
	}
}

// logBytes is more than the deletion of the keys takes in the log.
func (g *gathering) logBytes() int {
	const deletionBytes = 48 // beside the key
	return len(g.texts) + len(g.found)*deletionBytes
}
