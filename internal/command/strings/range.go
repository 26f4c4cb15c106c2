package strings

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var errOffset = errors.New("ERR offset is out of range")

func getRangeSpec() command.Spec {
	return command.Spec{
		Name: "GETRANGE", Group: "string", Since: "2.4.0",
		Complexity: "O(N) where N is the length of the returned string.",
		Summary:    "Returns the part of a string between two offsets.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key start end",
		Compat:     command.Matches("7.2"),
		Run:        getRange,
	}
}

func substrSpec() command.Spec {
	return command.Spec{
		Name: "SUBSTR", Group: "string", Since: "1.0.0",
		Complexity: "O(N) where N is the length of the returned string.",
		Summary:    "Returns a part of a string; the old name of GETRANGE.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key start end",
		Compat:     command.Matches("7.2"),
		Run:        getRange,
	}
}

func getRange(c *command.Call) {
	start, ok := c.Int(2)
	if !ok {
		return
	}
	end, ok := c.Int(3)
	if !ok {
		return
	}
	rec, found, ok := c.Read(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	if !found {
		c.Out.BulkString("")
		return
	}
	var buf [command.MaxIntDigits]byte
	c.Out.Bulk(slice(command.StringText(rec, &buf), start, end))
}

// slice is s[start..end], both inclusive; negative offsets count from the end.
func slice(s []byte, start, end int64) []byte {
	n := int64(len(s))
	if start < 0 && end < 0 && start > end {
		return nil
	}
	if start < 0 {
		start = max(0, n+start)
	}
	if end < 0 {
		end = max(0, n+end)
	}
	end = min(end, n-1)
	if start > end || n == 0 {
		return nil
	}
	return s[start : end+1]
}

func setRangeSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "SETRANGE", Group: "string", Since: "2.2.0",
		Complexity: "O(1) while the string need not grow, O(N) otherwise.",
		Summary:    "Overwrites a part of a string, which grows with zero bytes where necessary.",
		Flags:      command.Write | command.DenyOOM | command.Uneven,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:     "key offset value",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { setRange(c, limit.of(c)) },
	}
}

func setRange(c *command.Call, limit int64) {
	offset, ok := c.Int(2)
	if !ok {
		return
	}
	if offset < 0 {
		c.Fail(errOffset)
		return
	}
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	patch, have := c.Args[3], 0
	if found {
		have = command.StringLen(rec)
	}
	if len(patch) == 0 {
		c.Out.Int(int64(have))
		return
	}
	if offset > limit-int64(len(patch)) {
		c.Fail(command.ErrStringTooLong)
		return
	}
	c.LogCall()
	end := int(offset) + len(patch)
	rec = c.Grow(rec, found, max(have, end))
	copy(rec.Value()[offset:], patch)
	c.Notify(event.String, "setrange")
	c.Out.Int(int64(max(have, end)))
}

func appendSpec(limit Limit) command.Spec {
	return command.Spec{
		Name: "APPEND", Group: "string", Since: "2.0.0",
		Complexity: "O(1), amortised over the appends to a key.",
		Summary:    "Appends to the string value of a key, which is created if it is missing.",
		Flags:      command.Write | command.DenyOOM | command.Fast | command.Uneven,
		Keys:       []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:     "key value",
		Compat:     command.Matches("7.2"),
		Run:        func(c *command.Call) { appendTo(c, limit.of(c)) },
	}
}

func appendTo(c *command.Call, limit int64) {
	rec, found, ok := c.Modify(c.Key(), keyspace.TypeString)
	if !ok {
		return
	}
	tail, have := c.Args[2], 0
	if found {
		have = command.StringLen(rec)
	}
	if int64(have) > limit-int64(len(tail)) {
		c.Fail(command.ErrStringTooLong)
		return
	}
	c.LogCall()
	if !found {
		store(c, c.Key(), tail, 0)
	} else {
		rec = c.Grow(rec, found, have+len(tail))
		copy(rec.Value()[have:], tail)
	}
	c.Notify(event.String, "append")
	c.Out.Int(int64(have + len(tail)))
}
