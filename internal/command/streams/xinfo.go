package streams

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xinfoSpec() command.Spec {
	return command.Spec{
		Name: "XINFO", Group: "stream", Since: "5.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for stream introspection commands.",
		Subcommands: []command.Spec{
			xinfoSub("CONSUMERS", "key group", "Describes the consumers of a group.", []string{"nondeterministic_output"}, xinfoConsumers),
			xinfoSub("GROUPS", "key", "Describes the groups of a stream.", nil, xinfoGroups),
			xinfoSub("STREAM", "key [FULL [COUNT count]]", "Describes a stream.", nil, xinfoStream),
			command.HelpSpec("XINFO", "5.0.0", []string{
				"CONSUMERS <key> <groupname>", "    Show the consumers of the group.",
				"GROUPS <key>", "    Show the groups of the stream.",
				"STREAM <key> [FULL [COUNT <count>]", "    Show information about the stream.",
			}),
		},
	}
}

func xinfoSub(name, syntax, summary string, tips []string, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: "5.0.0", Complexity: "O(1)", Summary: summary,
		Flags:  command.ReadOnly,
		Keys:   []command.KeyRule{command.At(2, command.RO|command.ReadsData)},
		Syntax: syntax,
		Tips:   tips,
		Compat: command.Matches("7.2; keys and nodes of the radix tree are the chunks here"),
		Run:    run,
	}
}

// readExisting opens a stream for reading, or replies that there is none.
func readExisting(c *command.Call, key []byte) (s opened, ok bool) {
	s, ok = read(c, key)
	if ok && !s.Found {
		c.Fail(command.ErrNoSuchKey)
		return s, false
	}
	return s, ok
}

func xinfoConsumers(c *command.Call) {
	s, ok := readExisting(c, c.Args[2])
	if !ok {
		return
	}
	g, found := s.Group(c.Args[3])
	if !found {
		c.Fail(errNoGroup(c.Args[2], c.Args[3]))
		return
	}
	now := c.Tx.Now()
	c.Out.Array(g.Consumers())
	g.EachConsumer(func(m *stream.Consumer) {
		inactive := int64(stream.Never)
		if m.Active != stream.Never {
			inactive = now - m.Active
		}
		c.Out.Map(4)
		replyPair(c, "name", m.Name())
		replyCount(c, "pending", int64(m.Pending()))
		replyCount(c, "idle", max(now-m.Seen, 0))
		replyCount(c, "inactive", inactive)
	})
}

func replyPair(c *command.Call, name string, value []byte) {
	c.Out.BulkString(name)
	c.Out.Bulk(value)
}

func replyCount(c *command.Call, name string, n int64) {
	c.Out.BulkString(name)
	c.Out.Int(n)
}

func replyNamedID(c *command.Call, name string, id stream.ID) {
	c.Out.BulkString(name)
	replyID(c, id)
}

func xinfoGroups(c *command.Call) {
	s, ok := readExisting(c, c.Args[2])
	if !ok {
		return
	}
	c.Out.Array(s.Groups())
	s.EachGroup(func(g *stream.Group) {
		mark := c.Out.Len()
		replyPair(c, "name", g.Name())
		replyCount(c, "consumers", int64(g.Consumers()))
		replyCount(c, "pending", int64(g.Pending()))
		s.replyProgress(c, g)
		c.Out.InsertMap(mark, 6+replyProperties(c, g))
	})
}

// replyProgress writes how far a group has read.
func (s opened) replyProgress(c *command.Call, g *stream.Group) {
	replyNamedID(c, "last-delivered-id", g.LastID)
	c.Out.BulkString("entries-read")
	replyOptional(c, g.Read, g.Read != stream.Unknown)
	c.Out.BulkString("lag")
	lag, known := s.Lag(g)
	replyOptional(c, lag, known)
}

func xinfoStream(c *command.Call) {
	count, isFull := 0, len(c.Args) > 3
	if isFull {
		var ok bool
		if count, ok = fullCount(c); !ok {
			return
		}
	}
	s, ok := readExisting(c, c.Args[2])
	switch {
	case !ok:
	case isFull:
		mark := c.Out.Len()
		s.replyNumbers(c)
		s.replyFull(c, count)
		c.Out.InsertMap(mark, 9+s.replyOwn(c))
	default:
		mark := c.Out.Len()
		s.replyNumbers(c)
		replyCount(c, "groups", int64(s.Groups()))
		first, found := s.First()
		replyEdge(c, "first-entry", &first, found)
		last, found := s.Last()
		replyEdge(c, "last-entry", &last, found)
		c.Out.InsertMap(mark, 10+s.replyOwn(c))
	}
}

// defaultFullCount is how many entries XINFO STREAM FULL shows of each list.
const defaultFullCount = 10

// fullCount parses FULL and its COUNT, of which 0 means all.
func fullCount(c *command.Call) (int, bool) {
	n := len(c.Args)
	if n != 4 && n != 6 || !c.Is(3, "FULL") || n == 6 && !c.Is(4, "COUNT") {
		c.Fail(errSubcommand(c))
		return 0, false
	}
	if n == 4 {
		return defaultFullCount, true
	}
	count, ok := c.Int(5)
	switch {
	case !ok:
		return 0, false
	case count < 0:
		return defaultFullCount, true
	case count == 0:
		return math.MaxInt, true
	}
	return int(count), true
}

// replyNumbers writes what both forms of XINFO STREAM begin with.
func (s opened) replyNumbers(c *command.Call) {
	first, _ := s.First()
	replyCount(c, "length", int64(s.Len()))
	replyCount(c, "radix-tree-keys", int64(s.Chunks()))
	replyCount(c, "radix-tree-nodes", int64(s.Chunks()+1))
	replyNamedID(c, "last-generated-id", s.LastID)
	replyNamedID(c, "max-deleted-entry-id", s.MaxDeleted)
	replyCount(c, "entries-added", int64(s.Added))
	replyNamedID(c, "recorded-first-entry-id", first.ID)
}

func replyEdge(c *command.Call, name string, e *stream.Entry, found bool) {
	c.Out.BulkString(name)
	if !found {
		c.Out.Null()
		return
	}
	replyEntry(c, e)
}

// replyFull writes the entries and the groups with everything in them, up to count of each.
func (s opened) replyFull(c *command.Call, count int) {
	c.Out.BulkString("entries")
	s.replyEntries(c, stream.MinID, stream.MaxID, count)
	c.Out.BulkString("groups")
	c.Out.Array(s.Groups())
	s.EachGroup(func(g *stream.Group) {
		mark := c.Out.Len()
		replyPair(c, "name", g.Name())
		s.replyProgress(c, g)
		replyCount(c, "pel-count", int64(g.Pending()))
		replyPending(c, count, true, func(visit func(*stream.Pending) bool) {
			g.WalkPending(stream.MinID, stream.MaxID, visit)
		})
		c.Out.BulkString("consumers")
		c.Out.Array(g.Consumers())
		g.EachConsumer(func(m *stream.Consumer) { replyConsumer(c, m, count) })
		fields := 7 + replyProperties(c, g)
		if n := g.Unowned(); n > 0 {
			replyCount(c, "nacked-count", int64(n))
			fields++
		}
		c.Out.InsertMap(mark, fields)
	})
}

func replyConsumer(c *command.Call, m *stream.Consumer, count int) {
	c.Out.Map(5)
	replyPair(c, "name", m.Name())
	replyCount(c, "seen-time", m.Seen)
	replyCount(c, "active-time", m.Active)
	replyCount(c, "pel-count", int64(m.Pending()))
	replyPending(c, count, false, func(visit func(*stream.Pending) bool) {
		m.WalkPending(stream.MinID, stream.MaxID, visit)
	})
}

// replyPending writes up to count pending entries, each with its consumer where that is not known.
func replyPending(c *command.Call, count int, named bool, walk func(visit func(*stream.Pending) bool)) {
	c.Out.BulkString("pending")
	mark, n := c.Out.Len(), 0
	walk(func(p *stream.Pending) bool {
		n++
		if named {
			c.Out.Array(4)
		} else {
			c.Out.Array(3)
		}
		replyID(c, p.ID)
		if named {
			c.Out.Bulk(p.Owner())
		}
		c.Out.Int(p.Time)
		c.Out.Int(int64(p.Count))
		return n < count
	})
	c.Out.InsertArray(mark, n)
}
