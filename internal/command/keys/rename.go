package keys

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/event"
)

// The pages of a big collection lie in the arena of its shard and database, and on disk under the number of what the
// database holds: another database means other pages.
const (
	renameComplexity = "O(1); O(N) for a big collection, where N is the number of its pages in memory, which are moved."
	moveComplexity   = "O(1); O(N) for a big collection, where N is the number of its elements, which are copied."
)

func renameSpec() command.Spec {
	return command.Spec{
		Name: "RENAME", Group: "generic", Since: "1.0.0", Complexity: renameComplexity,
		Summary: "Gives a key another name, replacing what had that name.",
		Flags:   command.Write,
		Keys: []command.KeyRule{
			command.At(1, command.RW|command.ReadsData|command.DeletesData),
			command.At(2, command.OW|command.UpdatesData),
		},
		Syntax: "key newkey",
		Compat: command.Matches("7.2"),
		Run: func(c *command.Call) {
			if _, ok := rename(c, false); ok {
				c.Out.OK()
			}
		},
	}
}

func renameNXSpec() command.Spec {
	return command.Spec{
		Name: "RENAMENX", Group: "generic", Since: "1.0.0", Complexity: renameComplexity,
		Summary: "Gives a key another name if nothing has that name.",
		Flags:   command.Write | command.Fast,
		Keys: []command.KeyRule{
			command.At(1, command.RW|command.ReadsData|command.DeletesData),
			command.At(2, command.OW|command.InsertsData),
		},
		Syntax: "key newkey",
		Compat: command.Matches("7.2"),
		Run: func(c *command.Call) {
			if done, ok := rename(c, true); ok {
				c.Out.Int(boolInt(done))
			}
		},
	}
}

// rename moves a value to another key. ok is false if there was nothing to rename; that is the reply then.
func rename(c *command.Call, onlyIfFree bool) (done, ok bool) {
	src, dst := c.Args[1], c.Args[2]
	if _, found := c.Tx.Find(src); !found {
		c.Fail(command.ErrNoSuchKey)
		return false, false
	}
	if bytes.Equal(src, dst) {
		return !onlyIfFree, true
	}
	_, taken := c.Tx.Find(dst)
	if taken && onlyIfFree {
		return false, true
	}
	c.Tx.LogAs("RENAME", src, dst)
	c.Tx.Rename(src, dst)
	if taken {
		c.Tx.Notify(event.New, "new", dst) // for Redis it is another key than the one that was there
	}
	c.Tx.Notify(event.Generic, "rename_from", src)
	c.Tx.Notify(event.Generic, "rename_to", dst)
	return true, true
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func copySpec() command.Spec {
	return command.Spec{
		Name: "COPY", Group: "generic", Since: "6.2.0",
		Complexity: "O(N) for collections, where N is the number of elements; O(1) for strings.",
		Summary:    "Copies the value of a key to another key.",
		Flags:      command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.RO|command.ReadsData),
			command.At(2, command.OW|command.UpdatesData),
		},
		Syntax: "source destination [DB destination-db] [REPLACE]",
		Compat: command.Matches("7.2"),
		Run:    copyKey,
	}
}

func copyKey(c *command.Call) {
	db, replace, ok := parseCopy(c)
	if !ok {
		return
	}
	src, dst := c.Args[1], c.Args[2]
	if db == c.Tx.DB() && bytes.Equal(src, dst) {
		c.Fail(command.ErrSameObject)
		return
	}
	if _, found := c.Tx.Get(src); !found {
		c.Out.Int(0)
		return
	}
	_, taken := c.Tx.PeekAt(db, dst)
	if taken && !replace {
		c.Out.Int(0)
		return
	}
	rec, _ := c.Tx.Peek(src)
	var digits [20]byte
	c.Tx.LogAs("COPY", src, dst, []byte("DB"), strconv.AppendInt(digits[:0], int64(db), 10), []byte("REPLACE"))
	c.Tx.CopyRecord(rec, db, dst)
	if taken {
		c.Tx.NotifyAt(db, event.New, "new", dst)
	}
	c.Tx.NotifyAt(db, event.Generic, "copy_to", dst)
	c.Out.Int(1)
}

func parseCopy(c *command.Call) (db int, replace, ok bool) {
	db = c.Tx.DB()
	for i := 3; i < len(c.Args); i++ {
		switch {
		case c.Is(i, "REPLACE"):
			replace = true
		case c.Is(i, "DB") && i+1 < len(c.Args):
			i++
			if db, ok = parseDB(c, i); !ok {
				return db, replace, false
			}
		default:
			c.Fail(command.ErrSyntax)
			return db, replace, false
		}
	}
	return db, replace, true
}

var errDBRange = errors.New("ERR value is out of range, value must between -2147483648 and 2147483647")

// parseDB parses a database number, or replies with an error.
func parseDB(c *command.Call, i int) (int, bool) {
	v, ok := command.ParseInt(c.Args[i])
	switch {
	case !ok:
		c.Fail(command.ErrNotInteger)
	case v != int64(int32(v)):
		c.Fail(errDBRange)
	case v < 0 || v >= int64(c.Tx.Engine().Databases()):
		c.Fail(command.ErrDBOutOfRange)
	default:
		return int(v), true
	}
	return 0, false
}

func moveSpec() command.Spec {
	return command.Spec{
		Name: "MOVE", Group: "generic", Since: "1.0.0", Complexity: moveComplexity,
		Summary: "Moves a key to another database.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.ReadsData|command.UpdatesData)},
		Syntax:  "key db",
		Compat:  command.Matches("7.2"),
		Run:     move,
	}
}

func move(c *command.Call) {
	db, ok := parseDB(c, 2)
	if !ok {
		return
	}
	if db == c.Tx.DB() {
		c.Fail(command.ErrSameObject)
		return
	}
	if _, found := c.Tx.Find(c.Key()); !found {
		c.Out.Int(0)
		return
	}
	if _, taken := c.Tx.PeekAt(db, c.Key()); taken {
		c.Out.Int(0)
		return
	}
	rec, _ := c.Tx.Peek(c.Key())
	c.LogCall()
	c.Tx.CopyRecord(rec, db, c.Key())
	c.Tx.Delete(c.Key())
	c.Notify(event.Generic, "move_from")
	c.Tx.NotifyAt(db, event.Generic, "move_to", c.Key())
	c.Out.Int(1)
}
