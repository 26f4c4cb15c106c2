package keys

import (
	"bytes"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

var errCursorForgotten = errors.New("ERR cursor is too old, begin the scan again")

// prefix is what every key that the pattern matches begins with.
func (o scanOptions) prefix() []byte {
	if at := bytes.IndexAny(o.match, `*?[\`); at >= 0 {
		return o.match[:at]
	}
	return o.match
}

// wantsOrder reports whether a scan had better begin in key order: because not all keys are in memory, or because it
// is for a prefix only.
func (o scanOptions) wantsOrder(c *command.Call, prefix []byte) bool {
	e := c.Tx.Engine()
	return e.HasOrder() && (e.MayBeCold() || len(prefix) > 0)
}

// scanOrdered goes through the keys in order, in a view of a checkpoint. Every key that is there throughout the scan
// is in the view that its first call takes, and in all later ones.
func scanOrdered(c *command.Call, cursor uint64, prefix []byte, o scanOptions) {
	lower := prefix
	if cursor != 0 {
		var found bool
		if lower, found = c.Tx.Engine().Cursor(cursor); !found {
			c.Fail(errCursorForgotten)
			return
		}
		if view := c.Tx.Engine().LatestView(); view != nil {
			scanView(c, view, lower, prefix, o)
			return
		}
	}
	c.WithView(func(c *command.Call, view *engine.View) { scanView(c, view, lower, prefix, o) })
}

// scanView replies with what a part of a view has, and releases it.
func scanView(c *command.Call, view *engine.View, lower, prefix []byte, o scanOptions) {
	defer view.Release()
	var some found
	var next []byte
	looks := o.count
	err := view.Range(c.Tx.DB(), lower, engine.AfterPrefix(prefix), false, func(e engine.Entry) (more bool) {
		if looks--; looks < 0 {
			next = bytes.Clone(e.Key)
			return false
		}
		if typ, ok := c.Tx.StillThere(e); ok && o.acceptsKey(typ, e.Key) {
			some.add(e.Key)
		}
		return true
	})
	if err != nil {
		c.Fail(err)
		return
	}
	var cursor uint64
	if next != nil {
		cursor = c.Tx.Engine().KeepCursor(next)
	}
	replyScan(c, cursor, &some)
}

// scanAll replies with all keys at once, where nothing may wait for a view.
func scanAll(c *command.Call, o scanOptions) {
	var all found
	for i := range c.Tx.Shards() {
		c.Tx.WithShard(i, func(sh *keyspace.Shard) {
			eachRecord(c.Tx.Space(sh), func(rec keyspace.Record) {
				if c.Tx.IsLive(rec) && o.accepts(rec) {
					all.add(rec.Key())
				}
			})
		})
	}
	if err := c.Tx.ScanCold(func(e engine.Entry) {
		if o.acceptsKey(e.Type, e.Key) {
			all.add(e.Key)
		}
	}); err != nil {
		c.Fail(err)
		return
	}
	replyScan(c, 0, &all)
}
