package users

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// shownEntries is how many entries LOG returns unless told otherwise.
const shownEntries = 10

func (f *family) log() command.Spec {
	spec := operator("LOG", "O(N) with N being the number of entries shown.", "Returns what was refused lately, or forgets it.",
		f.runLog)
	spec.Syntax = "[count | RESET]"
	return spec
}

func (f *family) runLog(c *command.Call) {
	journal := &f.clients.Users.Journal
	count := int64(shownEntries)
	switch {
	case len(c.Args) == 2:
	case len(c.Args) > 3:
		tooManyWords(c)
		return
	case c.Is(2, "RESET"):
		journal.Reset()
		c.Out.OK()
		return
	default:
		var ok bool
		if count, ok = c.Int(2); !ok {
			return
		}
	}
	entries := journal.Entries(int(min(max(count, 0), math.MaxInt32)))
	c.Out.Array(len(entries))
	for i := range entries {
		writeEntry(c.Out, &entries[i], c.Tx.Now())
	}
}

func writeEntry(out *resp.Writer, e *acl.Entry, nowMillis int64) {
	out.Map(10)
	number := func(name string, v int64) {
		out.BulkString(name)
		out.Int(v)
	}
	text := func(name, v string) {
		out.BulkString(name)
		out.BulkString(v)
	}
	number("count", e.Count)
	text("reason", e.Reason.String())
	text("context", e.Context.String())
	text("object", e.Object)
	text("username", e.Username)
	out.BulkString("age-seconds")
	out.Double(float64(nowMillis-e.UpdatedMillis) / 1000)
	text("client-info", e.ClientInfo)
	number("entry-id", e.ID)
	number("timestamp-created", e.CreatedMillis)
	number("timestamp-last-updated", e.UpdatedMillis)
}
