package strings

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func getSpec() command.Spec {
	return command.Spec{
		Name: "GET", Group: "string", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Returns the string value of a key.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     get,
	}
}

func get(c *command.Call) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	switch {
	case !ok:
	case !found:
		c.Out.Null()
	default:
		reply(c, rec)
	}
}

func getDelSpec() command.Spec {
	return command.Spec{
		Name: "GETDEL", Group: "string", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Returns the string value of a key and deletes the key.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.DeletesData)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     getDel,
	}
}

func getDel(c *command.Call) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	switch {
	case !ok:
	case !found:
		c.Out.Null()
	default:
		reply(c, rec)
		c.Tx.LogDelete(c.Key())
		c.Tx.Delete(c.Key())
		c.Notify(event.Generic, "del")
	}
}

func getExSpec() command.Spec {
	return command.Spec{
		Name: "GETEX", Group: "string", Since: "6.2.0", Complexity: "O(1)",
		Summary: "Returns the string value of a key and sets or removes its expiry.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax: "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds" +
			" | PERSIST]",
		Compat: command.Matches("7.2"),
		Run:    getEx,
	}
}

func getEx(c *command.Call) {
	o, ok := parseGetEx(c)
	if !ok {
		c.Fail(command.ErrSyntax)
		return
	}
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Out.Null()
		return
	}
	at := int64(0)
	if o.expiryArg != 0 {
		if at, ok = o.expiry.at(c, o.expiryArg); !ok {
			return
		}
	}
	reply(c, rec)
	switch {
	case at != 0:
		expire(c, rec, at)
	case o.persist && rec.ExpireAt() != 0:
		c.Tx.LogExpireAt(c.Key(), 0)
		c.Tx.SetExpireAt(c.Key(), rec, 0)
		c.Notify(event.Generic, "persist")
	}
}

// getExOptions are GETEX's options as parsed.
type getExOptions struct {
	persist   bool
	expiry    expiryOption
	expiryArg int // index of the expiry option's argument, 0 for none
}

func parseGetEx(c *command.Call) (o getExOptions, ok bool) {
	for i := 2; i < len(c.Args); i++ {
		expiry, isExpiry := expiryOptionOf(c, i)
		switch {
		case c.Is(i, "PERSIST") && o.expiryArg == 0:
			o.persist = true
		case isExpiry && !o.persist && (o.expiryArg == 0 || expiry == o.expiry) && i+1 < len(c.Args):
			i++
			o.expiry, o.expiryArg = expiry, i // the last of several counts
		default:
			return o, false
		}
	}
	return o, true
}

// expire sets when a key expires; a time that has passed deletes it.
func expire(c *command.Call, rec keyspace.Record, at int64) {
	if at <= c.Tx.Now() && !c.Tx.IsReplaying() {
		c.Tx.LogDelete(c.Key())
		c.Tx.Delete(c.Key())
		c.Notify(event.Generic, "del")
		return
	}
	if at != rec.ExpireAt() {
		c.Tx.LogExpireAt(c.Key(), at)
		c.Tx.SetExpireAt(c.Key(), rec, at)
	}
	c.Notify(event.Generic, "expire")
}

func getSetSpec() command.Spec {
	return command.Spec{
		Name: "GETSET", Group: "string", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Sets a key to a string and returns what was there before.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key value",
		Compat:  command.Matches("7.2"),
		Run:     getSet,
	}
}

func getSet(c *command.Call) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if found {
		reply(c, rec)
	} else {
		c.Out.Null()
	}
	storeAndLog(c, c.Key(), c.Args[2], 0)
}

func mgetSpec() command.Spec {
	return command.Spec{
		Name: "MGET", Group: "string", Since: "1.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: "Returns the string values of several keys, null for those that are missing or hold something else.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.Span(1, -1, 1, command.RO|command.ReadsData)},
		Syntax:  "key [key ...]",
		Tips:    []string{"request_policy:multi_shard"},
		Compat:  command.Matches("7.2"),
		Run:     mget,
	}
}

func mget(c *command.Call) {
	c.Out.Array(len(c.Args) - 1)
	for _, key := range c.Args[1:] {
		rec, found := c.Tx.Get(key)
		if !found || rec.Type() != keyspace.TypeString {
			c.Out.Null()
			continue
		}
		reply(c, rec)
	}
}

func strlenSpec() command.Spec {
	return command.Spec{
		Name: "STRLEN", Group: "string", Since: "2.2.0", Complexity: "O(1)",
		Summary: "Returns the length of a string in bytes.",
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run:     strlen,
	}
}

func strlen(c *command.Call) {
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	switch {
	case !ok:
	case !found:
		c.Out.Int(0)
	default:
		c.Out.Int(int64(command.StringLen(rec)))
	}
}
