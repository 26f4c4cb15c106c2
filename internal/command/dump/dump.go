package dump

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/value/list"
	"github.com/holdfast-db/holdfast/internal/value/set"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

func dumpSpec() command.Spec {
	return command.Spec{
		Name: "DUMP", Group: "generic", Since: "2.6.0",
		Complexity: "O(N*M), where N is the number of elements and M their average size; " +
			"O(N*M*log(N)) for large sets and hashes.",
		Summary: "Returns the value of a key in the format of RESTORE.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key [PLAIN]",
		Tips:    []string{"nondeterministic_output"},
		Compat: command.Partial("not of a stream with properties, which the format of 7.2 cannot express, unless PLAIN is given, " +
			"which leaves them out; a hash with fields that expire is dumped as 7.4 does"),
		Run: dump,
	}
}

var (
	errProperties = errors.New("ERR a stream with delayed entries or properties of its own or its groups can only be dumped PLAIN, without them")
	errNoDump     = errors.New("ERR values of this type cannot be dumped")
)

// payloadSpareBytes is room for the type, the heads and the seal of a payload: what is small then needs no second
// buffer, since its elements take about as much as in memory.
const payloadSpareBytes = 64

// dump leaves nothing out of a value that the format cannot express, unless the client asks for that.
func dump(c *command.Call) {
	isPlain := len(c.Args) == 3 && c.Is(2, "PLAIN")
	if len(c.Args) > 2 && !isPlain {
		c.Fail(command.ErrArityOf(c.Spec)) // as for a command that takes a key alone
		return
	}
	rec, found := c.Tx.Get(c.Key())
	if !found {
		c.Out.Null()
		return
	}
	payload := make([]byte, 0, len(rec.Value())+len(rec.Value())/8+payloadSpareBytes)
	if rec.Type() == keyspace.TypeHash {
		h, _, left := c.Tx.OpenHash(c.Key(), rec)
		if !left {
			c.Out.Null()
			return
		}
		c.Out.Bulk(rdb.AppendSeal(appendHash(payload, h), 0))
		return
	}
	payload, err := appendValue(payload, c, rec, isPlain)
	if err != nil {
		c.Fail(err)
		return
	}
	c.Out.Bulk(rdb.AppendSeal(payload, 0))
}

// appendValue appends the type and the value of a record that is not a hash.
func appendValue(dst []byte, c *command.Call, rec keyspace.Record, isPlain bool) ([]byte, error) {
	switch rec.Type() {
	case keyspace.TypeString:
		return appendString(dst, rec), nil
	case keyspace.TypeList:
		return appendList(dst, c.Tx.OpenList(c.Key(), rec)), nil
	case keyspace.TypeSet:
		return appendSet(dst, c.Tx.OpenSet(c.Key(), rec)), nil
	case keyspace.TypeZSet:
		return appendZSet(dst, c.Tx.OpenZSet(c.Key(), rec)), nil
	case keyspace.TypeStream:
		s := c.Tx.OpenStream(c.Key(), rec)
		if s.HasProperties() && !isPlain {
			return dst, errProperties
		}
		return appendStream(dst, s), nil
	}
	return dst, errNoDump
}

func appendString(dst []byte, rec keyspace.Record) []byte {
	var digits [command.MaxIntDigits]byte
	return rdb.AppendString(append(dst, byte(rdb.TypeString)), command.StringText(rec, &digits))
}

func appendList(dst []byte, l *list.List) []byte {
	return rdb.AppendQuicklist(append(dst, byte(rdb.TypeListQuicklist2)), func(yield func([]byte) bool) {
		var digits [command.MaxIntDigits]byte
		l.Walk(0, l.Len(), list.Right, func(it page.Item) bool { return yield(it.View(digits[:])) })
	})
}

func appendSet(dst []byte, s *set.Set) []byte {
	if s.Encoding() == set.EncInts {
		return rdb.AppendIntset(append(dst, byte(rdb.TypeSetIntset)), s.Len(), func(yield func(int64) bool) {
			s.Each(func(it page.Item) bool {
				v, _ := it.Int()
				return yield(v)
			})
		})
	}
	members := make([]page.Entry, 0, s.Len())
	s.Each(func(it page.Item) bool {
		members = append(members, page.Entry{Key: it})
		return true
	})
	settled := func(yield func([]byte) bool) {
		var digits [command.MaxIntDigits]byte
		for e := range settle(members) {
			if !yield(e.Key.View(digits[:])) {
				return
			}
		}
	}
	if s.Encoding() == set.EncPacked {
		return rdb.AppendListpack(append(dst, byte(rdb.TypeSetListpack)), settled)
	}
	return rdb.AppendSet(append(dst, byte(rdb.TypeSet)), len(members), settled)
}

// appendZSet appends the members of a large set from the last to the first, as Redis does, which finds the place of
// each one at once then.
func appendZSet(dst []byte, z *zset.ZSet) []byte {
	var digits [command.MaxIntDigits]byte
	if z.Encoding() == zset.EncPacked {
		return rdb.AppendZSetListpack(append(dst, byte(rdb.TypeZSetListpack)), func(yield func([]byte, float64) bool) {
			for e := range z.All() {
				if !yield(e.Key.View(digits[:]), e.Score) {
					return
				}
			}
		})
	}
	return rdb.AppendZSet(append(dst, byte(rdb.TypeZSet2)), z.Len(), func(yield func([]byte, float64) bool) {
		c := z.From(z.Len())
		for e, ok := z.Prev(&c); ok && yield(e.Key.View(digits[:]), e.Score); e, ok = z.Prev(&c) {
		}
	})
}
