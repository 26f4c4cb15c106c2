package hashes

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
)

var (
	errOutOfRange = errors.New("ERR value is out of range")
	errNoNegation = errors.New("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807")
)

func hrandFieldSpec() command.Spec {
	return command.Spec{
		Name: "HRANDFIELD", Group: "hash", Since: "6.2.0", Complexity: "O(N) where N is the number of fields returned.",
		Summary: "Returns fields of a hash by chance.",
		Flags:   command.ReadOnly,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key [count [WITHVALUES]]",
		Tips:    []string{"nondeterministic_output"},
		Compat:  command.Matches("7.2"),
		Run:     hrandField,
	}
}

func hrandField(c *command.Call) {
	if len(c.Args) == 2 {
		randomField(c)
		return
	}
	count, ok := c.Int(2)
	if !ok {
		return
	}
	r := randomFields{c: c, withValues: len(c.Args) == 4 && c.Is(3, "WITHVALUES")}
	switch {
	case count == math.MinInt64:
		c.Fail(errNoNegation)
		return
	case len(c.Args) > 4 || len(c.Args) == 4 && !r.withValues:
		c.Fail(command.ErrSyntax)
		return
	case r.withValues && (count > math.MaxInt64/2 || count < -math.MaxInt64/2):
		c.Fail(errOutOfRange)
		return
	}
	if r.h, ok = read(c); !ok {
		return
	}
	switch n := int64(r.h.Len()); {
	case n == 0 || count == 0:
		c.Out.Array(0)
	case count < 0:
		r.repeated(-count)
	case count*3 > n || count > n:
		r.sampled(int(min(count, n)))
	default:
		r.distinct(int(count))
	}
}

func randomField(c *command.Call) {
	h, ok := read(c)
	switch {
	case !ok:
	case h.Len() == 0:
		c.Out.Null()
	default:
		c.Item(h.Random(c.Tx.Rand()).Key)
	}
}

// randomFields is a reply of several fields.
type randomFields struct {
	c          *command.Call
	h          opened
	withValues bool
}

func (r *randomFields) header(n int64) {
	if r.withValues && r.c.Out.Proto() == 2 {
		n *= 2
	}
	r.c.Out.Array(int(n))
}

func (r *randomFields) add(e page.Entry) {
	if r.withValues && r.c.Out.Proto() == 3 {
		r.c.Out.Array(2)
	}
	r.c.Item(e.Key)
	if r.withValues {
		r.c.Item(e.Value)
	}
}

// repeated replies with fields that were drawn independently.
func (r *randomFields) repeated(count int64) {
	r.header(count)
	for i := int64(0); i < count && !r.c.CloseIfTooLong(); i++ {
		r.add(r.h.Random(r.c.Tx.Rand()))
	}
}

// sampled replies with a good part of all fields, or all of them, in one pass.
func (r *randomFields) sampled(count int) {
	r.header(int64(count))
	sample := command.NewSample(r.c.Tx.Rand(), r.h.Len(), count)
	r.h.Each(func(e page.Entry) {
		if sample.Takes() {
			r.add(e)
		}
	})
}

// distinct replies with few of many fields: it draws until it has as many different ones.
func (r *randomFields) distinct(count int) {
	r.header(int64(count))
	drawn := make(map[string]struct{}, count)
	for len(drawn) < count {
		e := r.h.Random(r.c.Tx.Rand())
		before := len(drawn)
		if drawn[string(e.Key.AppendText(nil))] = struct{}{}; len(drawn) > before {
			r.add(e)
		}
	}
}
