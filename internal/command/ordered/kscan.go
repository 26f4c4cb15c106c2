package ordered

import (
	"errors"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

var (
	errNoScan     = errors.New("ERR no such scan: it has ended, was closed, or was idle for longer than kscan-idle-timeout")
	errScansLimit = errors.New("ERR too many open scans: the limit is kscan-max-open")
)

// defaultCount is how many keys KSCAN NEXT looks at unless COUNT says otherwise.
const defaultCount = 100

func kscanSpec() command.Spec {
	return command.Spec{
		Name: "KSCAN", Group: "generic", Since: "0.1.0", Complexity: "Depends on subcommand.",
		Summary: "Goes through keys in order, a page at a time, all as they were when the scan was opened.",
		Compat:  command.Ours("scans of one snapshot"),
		Subcommands: []command.Spec{
			kscanOpenSpec(), kscanNextSpec(), kscanCloseSpec(),
			command.HelpSpec("KSCAN", "0.1.0", []string{
				"OPEN RANGE <start> <stop> [REV]", "    Open a scan of the keys between two keys and return its id.",
				"OPEN PREFIX <prefix> [REV]", "    Open a scan of the keys with a prefix and return its id.",
				"NEXT <id> [COUNT <count>] [TYPE <type>] [WITHVALUES]", "    Return the id, or 0 at the end, and the next keys.",
				"CLOSE <id>", "    Close a scan. Those that have come to their end are closed.",
			}),
		},
	}
}

func kscanOpenSpec() command.Spec {
	return command.Spec{
		Name: "OPEN", Since: "0.1.0",
		Complexity: "O(1), plus what has changed since the last view.",
		Summary:    "Opens a scan over a snapshot of the keys, which lasts until it is closed or the connection ends.",
		Flags:      command.ReadOnly | command.Roams | command.NoScript | command.NoMulti,
		Syntax:     "<RANGE start:string stop:string | PREFIX prefix> [REV]",
		Compat:     command.Ours("scans of one snapshot"),
		Run:        kscanOpen,
	}
}

func kscanOpen(c *command.Call) {
	b, backward, ok := parseScanRange(c)
	if !ok {
		return
	}
	c.WithView(func(c *command.Call, view *engine.View) {
		pin, err := c.Tx.Engine().PinRationed(view)
		switch {
		case errors.Is(err, engine.ErrTooManyPins):
			c.Fail(errScansLimit)
		case err != nil:
			fail(c, err)
		default:
			c.Out.BulkInt(c.Client.Scans.Add(pin.Scan(c.Tx.DB(), b.lower, b.upper, backward)))
		}
	})
}

// parseScanRange parses what KSCAN OPEN is to go through, or replies with an error.
func parseScanRange(c *command.Call) (b bounds, backward, ok bool) {
	isRange := c.Is(2, "RANGE")
	options := 4
	if isRange {
		options = 5
	}
	if !isRange && !c.Is(2, "PREFIX") || len(c.Args) < options {
		c.Fail(command.ErrSyntax)
		return b, false, false
	}
	o, ok := parseOptions(c, options, takesRev)
	if !ok {
		return b, false, false
	}
	if !isRange {
		return prefixBounds(c.Args[3]), o.backward, true
	}
	b, err := parseBounds(c.Args[3], c.Args[4], o.backward)
	if err != nil {
		c.Fail(err)
	}
	return b, o.backward, err == nil
}

func kscanNextSpec() command.Spec {
	return command.Spec{
		Name: "NEXT", Since: "0.1.0",
		Complexity: "O(log(N)+M) where M is the number of keys looked at.",
		Summary:    "Returns the next keys of a scan, and its id, or 0 if there are no more.",
		Flags:      command.ReadOnly | command.Roams | command.NoScript | command.NoMulti,
		Syntax:     "id [COUNT count] [TYPE type] [WITHVALUES]",
		Compat:     command.Ours("scans of one snapshot"),
		Run:        kscanNext,
	}
}

func kscanNext(c *command.Call) {
	id, ok := c.Int(2)
	if !ok {
		return
	}
	o, ok := parseOptions(c, 3, takesCount|takesType|takesValues)
	if !ok {
		return
	}
	scan, found := c.Client.Scans.Get(id)
	if !found {
		c.Fail(errNoScan)
		return
	}
	if o.count == 0 {
		o.count = defaultCount
	}
	g := &gathering{withValues: o.withValues}
	accept := newFilter(c, command.ReadsData, o.typ)
	more := false
	work := func(*engine.Work) (err error) {
		more, err = scan.Next(o.count, func(e engine.Entry) {
			if accept.accepts(e) {
				g.add(e)
			}
		})
		return err
	}
	c.AwaitWork(work, func(c *command.Call, err error) {
		switch {
		case errors.Is(err, engine.ErrClosed):
			c.Fail(errNoScan)
			return
		case err != nil:
			fail(c, err)
			return
		case !more:
			c.Client.Scans.Remove(id)
			id = 0
		}
		c.Out.Array(2)
		c.Out.BulkString(strconv.FormatInt(id, 10))
		g.reply(c)
	})
}

func kscanCloseSpec() command.Spec {
	return command.Spec{
		Name: "CLOSE", Since: "0.1.0", Complexity: "O(1)",
		Summary: "Closes a scan and returns 1, or 0 if there is none.",
		Flags:   command.ReadOnly | command.Fast | command.NoScript,
		Syntax:  "id",
		Compat:  command.Ours("scans of one snapshot"),
		Run: func(c *command.Call) {
			id, ok := c.Int(2)
			switch {
			case !ok:
			case c.Client.Scans.Remove(id):
				c.Out.Int(1)
			default:
				c.Out.Int(0)
			}
		},
	}
}
