package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

func xgroupSpec() command.Spec {
	return command.Spec{
		Name: "XGROUP", Group: "stream", Since: "5.0.0", Complexity: "Depends on subcommand.",
		Summary: "A container for consumer groups commands.",
		Subcommands: []command.Spec{
			xgroupSub("CREATE", "5.0.0", "key group <id | $> [MKSTREAM] [ENTRIESREAD entries-read:integer]",
				"Makes a group of a stream.", command.DenyOOM, command.InsertsData, xgroupCreate),
			xgroupSub("CREATECONSUMER", "6.2.0", "key group consumer", "Makes a consumer of a group.",
				command.DenyOOM, command.InsertsData, xgroupCreateConsumer),
			xgroupSub("DELCONSUMER", "5.0.0", "key group consumer",
				"Removes a consumer from a group, and returns how much was pending for it.",
				0, command.DeletesData, xgroupDelConsumer),
			xgroupSub("DESTROY", "5.0.0", "key group", "Removes a group of a stream.",
				0, command.DeletesData, xgroupDestroy),
			xgroupSub("SETID", "5.0.0", "key group <id | $> [ENTRIESREAD entries-read:integer]",
				"Sets what a group was delivered last.", 0, command.UpdatesData, xgroupSetID),
			xgroupConfigureSpec(),
			xgroupParkSpec(),
			command.HelpSpec("XGROUP", "5.0.0", []string{
				"CONFIGURE <key> <groupname> [<property> <value> ...]", "    Set what the group does by itself. Properties are:",
				"    * VISIBILITY, BACKOFF, MAXVISIBILITY", "      When it delivers entries again that nobody acknowledges.",
				"    * MAXDELIVERIES, DEADLETTER", "      How often, and to which stream they go then.",
				"    * ORDERBY", "      Of the entries with one value of this field one is delivered at a time.",
				"CREATE <key> <groupname> <id|$> [option]", "    Create a new consumer group. Options are:",
				"    * MKSTREAM", "      Create the empty stream if it does not exist.",
				"    * ENTRIESREAD entries_read", "      Set the group's count of entries read, for internal use.",
				"CREATECONSUMER <key> <groupname> <consumer>", "    Create a new consumer in the group.",
				"DELCONSUMER <key> <groupname> <consumer>", "    Remove the consumer.",
				"DESTROY <key> <groupname>", "    Remove the group.",
				"PARK <key> <groupname> <id> [<id> ...]", "    Park entries of a group with ORDERBY, for internal use.",
				"SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]", "    Set the last id that the group was delivered.",
			}),
		},
	}
}

func xgroupSub(name, since, syntax, summary string, flags command.Flag, access command.Access, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Since: since, Complexity: "O(1)", Summary: summary,
		Flags:  command.Write | flags,
		Keys:   []command.KeyRule{command.At(2, command.RW|access)},
		Syntax: syntax,
		Compat: command.Matches("7.2"),
		Run:    run,
	}
}

// groupOptions are the options of CREATE and SETID.
type groupOptions struct {
	mkStream bool
	read     int64
}

// parse takes the options from argument 5 on, or replies with an error.
func (o *groupOptions) parse(c *command.Call, mayMake bool) (ok bool) {
	o.read = stream.Unknown
	for i := 5; i < len(c.Args); i++ {
		switch {
		case mayMake && c.Is(i, "MKSTREAM"):
			o.mkStream = true
		case i+1 < len(c.Args) && c.Is(i, "ENTRIESREAD"):
			i++
			if o.read, ok = c.Int(i); !ok {
				return false
			}
			if o.read < 0 && o.read != stream.Unknown {
				c.Fail(errEntriesRead)
				return false
			}
		default:
			c.Fail(errSubcommand(c))
			return false
		}
	}
	return true
}

func xgroupCreate(c *command.Call) {
	var o groupOptions
	if !o.parse(c, true) {
		return
	}
	key, name := c.Args[2], c.Args[3]
	s, ok := modify(c, key)
	switch {
	case !ok:
		return
	case !s.Found && !o.mkStream:
		c.Fail(errGroupNeedsKey)
		return
	}
	last := s.LastID
	if string(c.Args[4]) != "$" {
		if last, ok = id(c, 4); !ok {
			return
		}
	}
	if _, exists := s.Group(name); exists {
		c.Fail(errBusyGroup)
		return
	}
	s.CreateGroup(name, last, o.read)
	logCreation(c, s, last, o.read)
	if s.Found {
		s.storeQuietly(c)
	} else {
		s.store(c)
	}
	s.tell(c, "xgroup-create")
	c.Out.OK()
}

// openOf opens the group that a subcommand is about, or replies that there is none.
func openOf(c *command.Call) (s opened, g *stream.Group, ok bool) {
	key, name := c.Args[2], c.Args[3]
	s, ok = modify(c, key)
	switch {
	case !ok:
		return s, nil, false
	case !s.Found:
		c.Fail(errGroupNeedsKey)
		return s, nil, false
	}
	if g, ok = s.Group(name); !ok {
		c.Fail(errNoGroup(key, name))
	}
	return s, g, ok
}

func xgroupSetID(c *command.Call) {
	var o groupOptions
	if !o.parse(c, false) {
		return
	}
	s, g, ok := openOf(c)
	if !ok {
		return
	}
	last := s.LastID
	if string(c.Args[4]) != "$" {
		if last, ok = looseID(c, c.Args[4], 0); !ok {
			return
		}
	}
	g.LastID, g.Read = last, o.read
	g.Save()
	s.logPosition(c, g, new(idText))
	s.storeQuietly(c)
	s.tell(c, "xgroup-setid")
	c.Out.OK()
}

func xgroupDestroy(c *command.Call) {
	s, ok := modify(c, c.Args[2])
	switch {
	case !ok:
	case !s.Found:
		c.Fail(errGroupNeedsKey)
	case !s.DestroyGroup(c.Args[3]):
		c.Out.Int(0)
	default:
		logGroup(c)
		s.store(c) // consumers that wait are told that the group is gone
		s.tell(c, "xgroup-destroy")
		c.Out.Int(1)
	}
}

func xgroupCreateConsumer(c *command.Call) {
	s, g, ok := openOf(c)
	if !ok {
		return
	}
	if _, found := g.Consumer(c.Args[4]); found {
		c.Out.Int(0)
		return
	}
	g.CreateConsumer(c.Args[4], c.Tx.Now())
	g.Save()
	logGroup(c)
	s.storeQuietly(c)
	s.tell(c, "xgroup-createconsumer")
	c.Out.Int(1)
}

func xgroupDelConsumer(c *command.Call) {
	s, g, ok := openOf(c)
	if !ok {
		return
	}
	pending, found := g.DeleteConsumer(c.Args[4])
	if found {
		g.Save()
		logGroup(c)
		s.storeAcked(c, g)
		s.tell(c, "xgroup-delconsumer")
	}
	c.Out.Int(int64(pending))
}

// logGroup logs a subcommand as it came.
func logGroup(c *command.Call) { c.Tx.LogAs("XGROUP", c.Args[1:]...) }

// logCreation logs a new group with what it has been delivered, for "$" would be another id later.
func logCreation(c *command.Call, s opened, last stream.ID, read int64) {
	var id [stream.MaxIDText]byte
	var digits [command.MaxIntDigits]byte
	c.Tx.LogAs("XGROUP", c.Args[1], s.Key, c.Args[3], stream.AppendID(id[:0], last), []byte("MKSTREAM"),
		wordEntriesRead, strconv.AppendInt(digits[:0], read, 10))
}
