package strings

import (
	"bytes"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func setSpec() command.Spec {
	return command.Spec{
		Name: "SET", Group: "string", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Sets a key to a string, whatever it held before.",
		Flags:   command.Write | command.DenyOOM,
		Keys: []command.KeyRule{command.At(1,
			command.RW|command.ReadsData|command.UpdatesData|command.VariableFlags)},
		AccessOf: setAccess,
		Syntax: "key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds" +
			" | PXAT unix-time-milliseconds | KEEPTTL]",
		Compat: command.Matches("7.2"),
		Run:    set,
	}
}

// setAccess knows that SET reads the old value only if it is to return it.
func setAccess(args [][]byte) command.Access {
	for _, option := range args[min(3, len(args)):] {
		if bytes.EqualFold(option, []byte("GET")) {
			return command.RW | command.ReadsData | command.UpdatesData
		}
	}
	return command.OW | command.UpdatesData
}

// setOptions are SET's options as parsed.
type setOptions struct {
	nx, xx, get, keepTTL bool
	expiry               expiryOption
	expiryArg            int // index of the expiry option's argument, 0 for none
}

func set(c *command.Call) {
	if len(c.Args) == 3 {
		storeAndLog(c, c.Key(), c.Args[2], 0)
		c.Out.OK()
		return
	}
	o, ok := parseSetOptions(c)
	if !ok {
		c.Fail(command.ErrSyntax)
		return
	}
	var at int64
	if o.expiryArg != 0 {
		if at, ok = o.expiry.at(c, o.expiryArg); !ok {
			return
		}
	}
	setWith(c, o, at)
}

func parseSetOptions(c *command.Call) (o setOptions, ok bool) {
	for i := 3; i < len(c.Args); i++ {
		expiry, isExpiry := expiryOptionOf(c, i)
		switch {
		case c.Is(i, "NX") && !o.xx:
			o.nx = true
		case c.Is(i, "XX") && !o.nx:
			o.xx = true
		case c.Is(i, "GET"):
			o.get = true
		case c.Is(i, "KEEPTTL") && o.expiryArg == 0:
			o.keepTTL = true
		case isExpiry && !o.keepTTL && (o.expiryArg == 0 || expiry == o.expiry) && i+1 < len(c.Args):
			i++
			o.expiry, o.expiryArg = expiry, i // the last of several counts
		default:
			return o, false
		}
	}
	return o, true
}

// find finds what was there before. SET with GET reads it as GET does, and may hit or miss.
func (o setOptions) find(c *command.Call) (keyspace.Record, bool) {
	if o.get {
		return c.Tx.Get(c.Key())
	}
	return c.Tx.Find(c.Key())
}

// setWith is SET with options: at is when the key is to expire.
func setWith(c *command.Call, o setOptions, at int64) {
	rec, found := o.find(c)
	if o.get && found && rec.Type() != keyspace.TypeString {
		c.Fail(command.ErrWrongType)
		return
	}
	switch {
	case o.get && found:
		reply(c, rec)
	case o.get:
		c.Out.Null()
	}
	if o.nx && found || o.xx && !found {
		if !o.get {
			c.Out.Null()
		}
		return
	}
	if o.keepTTL && found {
		at = rec.ExpireAt()
	}
	storeAndLog(c, c.Key(), c.Args[2], at)
	if o.expiryArg != 0 {
		c.Notify(event.Generic, "expire")
	}
	if !o.get {
		c.Out.OK()
	}
}

func setExSpec() command.Spec {
	return command.Spec{
		Name: "SETEX", Group: "string", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Sets a key to a string that expires after seconds.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(1, command.OW|command.UpdatesData)},
		Syntax:  "key seconds value",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { setFor(c, expiryOption{}) },
	}
}

func psetExSpec() command.Spec {
	return command.Spec{
		Name: "PSETEX", Group: "string", Since: "2.6.0", Complexity: "O(1)",
		Summary: "Sets a key to a string that expires after milliseconds.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(1, command.OW|command.UpdatesData)},
		Syntax:  "key milliseconds value",
		Compat:  command.Matches("7.2"),
		Run:     func(c *command.Call) { setFor(c, expiryOption{isMillis: true}) },
	}
}

func setFor(c *command.Call, o expiryOption) {
	at, ok := o.at(c, 2)
	if !ok {
		return
	}
	storeAndLog(c, c.Key(), c.Args[3], at)
	c.Notify(event.Generic, "expire")
	c.Out.OK()
}

func setNXSpec() command.Spec {
	return command.Spec{
		Name: "SETNX", Group: "string", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Sets a key to a string if the key does not exist.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.OW|command.InsertsData)},
		Syntax:  "key value",
		Compat:  command.Matches("7.2"),
		Run:     setNX,
	}
}

func setNX(c *command.Call) {
	if _, found := c.Tx.Find(c.Key()); found {
		c.Out.Int(0)
		return
	}
	storeAndLog(c, c.Key(), c.Args[2], 0)
	c.Out.Int(1)
}

func msetSpec() command.Spec {
	return command.Spec{
		Name: "MSET", Group: "string", Since: "1.0.1", Complexity: "O(N) where N is the number of keys.",
		Summary: "Sets several keys to strings, all at once.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.Span(1, -1, 2, command.OW|command.UpdatesData)},
		Syntax:  "key value [key value ...]",
		Tips:    []string{"request_policy:multi_shard", "response_policy:all_succeeded"},
		Compat:  command.Matches("7.2"),
		Run:     mset,
	}
}

func mset(c *command.Call) {
	if setPairs(c) {
		c.Out.OK()
	}
}

func msetNXSpec() command.Spec {
	return command.Spec{
		Name: "MSETNX", Group: "string", Since: "1.0.1", Complexity: "O(N) where N is the number of keys.",
		Summary: "Sets several keys to strings, all at once, if none of them exists.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.Span(1, -1, 2, command.OW|command.InsertsData)},
		Syntax:  "key value [key value ...]",
		Compat:  command.Matches("7.2"),
		Run:     msetNX,
	}
}

func msetNX(c *command.Call) {
	for i := 1; i < len(c.Args); i += 2 {
		if _, found := c.Tx.Find(c.Args[i]); found && len(c.Args)%2 == 1 {
			c.Out.Int(0)
			return
		}
	}
	if setPairs(c) {
		c.Out.Int(1)
	}
}

// setPairs sets the pairs of arguments, or replies with an error.
func setPairs(c *command.Call) bool {
	if len(c.Args)%2 == 0 {
		c.Fail(command.ErrArityOf(c.Spec))
		return false
	}
	c.LogCall()
	for i := 1; i < len(c.Args); i += 2 {
		store(c, c.Args[i], c.Args[i+1], 0)
		c.Tx.Notify(event.String, "set", c.Args[i])
	}
	return true
}
