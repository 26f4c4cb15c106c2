package ordered

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

func kdelRangeSpec() command.Spec {
	return command.Spec{
		Name: "KDELRANGE", Group: "generic", Since: "0.1.0",
		Complexity: "O(log(N)+M) where M is the number of keys looked at, plus what has changed since the last view.",
		Summary:    "Deletes the keys between two keys, in units of up to 256 keys, and returns how many there were.",
		Flags:      command.Write | command.Roams | command.Dangerous,
		Syntax:     "start:string stop:string [LIMIT count]",
		Compat:     command.Ours("ranges of keys"),
		Run:        kdelRange,
	}
}

func kdelRange(c *command.Call) {
	b, o, ok := parseRange(c, takesLimit)
	if !ok {
		return
	}
	d := &deletion{limit: o.limit, accept: newFilter(c, command.DeletesData, "")}
	if isInPlace(c) {
		d.inPlace(c, b)
		return
	}
	newUnits(c, d, b)
}

// deletion is one KDELRANGE.
type deletion struct {
	accept  filter
	limit   int64 // 0 is none
	chosen  int64 // keys that were taken from the range so far
	deleted int64 // those that were still there
	next    gathering
}

// choose takes a key from the range. It reports whether there may be more.
func (d *deletion) choose(e engine.Entry) (more bool) {
	if d.accept.accepts(e) {
		d.next.add(e)
		d.chosen++
	}
	return !d.isEnough()
}

func (d *deletion) isEnough() bool { return d.limit != 0 && d.chosen >= d.limit }

// inPlace deletes the range in one unit, which holds all locks.
func (d *deletion) inPlace(c *command.Call, b bounds) {
	err := c.Tx.RangeAll(b.lower, b.upper, false, d.choose)
	if err == nil {
		err = d.delete(c)
	}
	d.reply(c, err)
}

// delete deletes the keys that were taken, whose shards are locked.
func (d *deletion) delete(c *command.Call) error {
	if err := c.Tx.Engine().Log().Reserve(d.next.logBytes()); err != nil {
		return err
	}
	for key := range d.next.keys {
		existed, err := c.Tx.DeleteUnloaded(key)
		if err != nil {
			return err
		}
		if existed {
			c.Tx.LogDelete(key)
			d.deleted++
		}
	}
	return nil
}

func (d *deletion) reply(c *command.Call, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.Out.Int(d.deleted)
}
