package keys

import (
	"errors"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

func keysSpec() command.Spec {
	return command.Spec{
		Name: "KEYS", Group: "generic", Since: "1.0.0", Complexity: "O(N) where N is the number of keys.",
		Summary: "Lists the keys that match a pattern. SCAN does it without holding everybody up.",
		Flags:   command.ReadOnly | command.AllShards | command.Dangerous,
		Syntax:  "pattern",
		Tips:    []string{"request_policy:all_shards", "nondeterministic_output_order"},
		Compat:  command.Matches("7.2"),
		Run:     keys,
	}
}

func keys(c *command.Call) {
	var all found
	for i := range c.Tx.Shards() {
		c.Tx.WithShard(i, func(sh *keyspace.Shard) {
			eachRecord(c.Tx.Space(sh), func(rec keyspace.Record) {
				if c.Tx.IsLive(rec) && matches(c.Args[1], rec.Key()) {
					all.add(rec.Key())
				}
			})
		})
	}
	if err := c.Tx.ScanCold(func(e engine.Entry) {
		if matches(c.Args[1], e.Key) {
			all.add(e.Key)
		}
	}); err != nil {
		c.Fail(err)
		return
	}
	all.reply(c)
}

// eachRecord visits a whole space, whose shard stays locked.
func eachRecord(s *keyspace.Space, fn func(keyspace.Record)) {
	const step = 1024
	for next := s.Scan(0, step, fn); next != 0; {
		next = s.Scan(next, step, fn)
	}
}

func randomKeySpec() command.Spec {
	return command.Spec{
		Name: "RANDOMKEY", Group: "generic", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Returns one of the keys at random.",
		Flags:   command.ReadOnly | command.Roams,
		Tips:    []string{"request_policy:all_shards", "nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     randomKey,
	}
}

func randomKey(c *command.Call) {
	key, found := c.Tx.RandomKey()
	if !found {
		c.Out.Null()
		return
	}
	c.Out.Bulk(key)
}

func scanSpec() command.Spec {
	return command.Spec{
		Name: "SCAN", Group: "generic", Since: "2.8.0",
		Complexity: "O(1) for every call, O(N) for a complete iteration over N keys.",
		Summary:    "Iterates over the keys, a few at a time.",
		Flags:      command.ReadOnly | command.Roams,
		Syntax:     "cursor [MATCH pattern] [COUNT count] [TYPE type]",
		Tips:       []string{"nondeterministic_output", "request_policy:special", "response_policy:special"},
		Compat:     command.Matches("7.2"),
		Run:        scan,
	}
}

var errCursor = errors.New("ERR invalid cursor")

// scanDefaultCount is how many keys one call looks at unless COUNT says otherwise.
const scanDefaultCount = 10

type scanOptions struct {
	match []byte
	count int64
	typ   string
}

func scan(c *command.Call) {
	cursor, ok := parseCursor(c.Args[1])
	if !ok {
		c.Fail(errCursor)
		return
	}
	o, ok := parseScan(c)
	if !ok {
		return
	}
	switch prefix := o.prefix(); {
	case engine.IsOrderedCursor(cursor), cursor == 0 && !c.NoWait && o.wantsOrder(c, prefix):
		scanOrdered(c, cursor, prefix, o)
		return
	case cursor == 0 && c.Tx.Engine().MayBeCold():
		scanAll(c, o)
		return
	}
	var some found
	cursor = c.Tx.Scan(cursor, int(o.count), func(rec keyspace.Record) {
		if o.accepts(rec) {
			some.add(rec.Key())
		}
	})
	if cursor == 0 && c.Tx.Engine().MayBeCold() {
		// Keys have left memory since the scan began, perhaps before it came by: it goes on through all keys in order.
		cursor = c.Tx.Engine().KeepCursor(nil)
	}
	replyScan(c, cursor, &some)
}

func replyScan(c *command.Call, cursor uint64, f *found) {
	c.Out.Array(2)
	c.Out.BulkString(strconv.FormatUint(cursor, 10))
	f.reply(c)
}

// parseCursor takes what C's strtoul takes: a sign, and nothing at all for 0.
func parseCursor(arg []byte) (cursor uint64, ok bool) {
	text := command.Text(arg, len(arg))
	if text == "" {
		return 0, true
	}
	digits, isNegative := strings.CutPrefix(text, "-")
	if !isNegative {
		digits = strings.TrimPrefix(text, "+")
	}
	cursor, err := strconv.ParseUint(digits, 10, 64)
	if isNegative {
		cursor = -cursor
	}
	return cursor, err == nil
}

func parseScan(c *command.Call) (o scanOptions, ok bool) {
	o.count = scanDefaultCount
	for i := 2; i < len(c.Args); i += 2 {
		hasValue := i+1 < len(c.Args)
		switch {
		case c.Is(i, "COUNT") && hasValue:
			if o.count, ok = c.Int(i + 1); !ok {
				return o, false
			}
			if o.count < 1 {
				c.Fail(command.ErrSyntax)
				return o, false
			}
		case c.Is(i, "MATCH") && hasValue:
			o.match = c.Args[i+1]
		case c.Is(i, "TYPE") && hasValue:
			o.typ = strings.ToLower(string(c.Args[i+1]))
		default:
			c.Fail(command.ErrSyntax)
			return o, false
		}
	}
	return o, true
}

func (o scanOptions) accepts(rec keyspace.Record) bool { return o.acceptsKey(rec.Type(), rec.Key()) }

func (o scanOptions) acceptsKey(typ keyspace.Type, key []byte) bool {
	return (o.typ == "" || typ.String() == o.typ) && (o.match == nil || matches(o.match, key))
}

// matches is glob.Match, but for a lone star, which accepts the empty key too.
func matches(pattern, key []byte) bool { return string(pattern) == "*" || glob.Match(pattern, key) }
