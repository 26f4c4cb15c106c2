package ordered

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// walk shows visit the live keys of a range as they are at one moment, on another goroutine, while other clients go on;
// then reply is called. Inside EXEC and scripts, and where there is no store, it happens in place: under all locks, and
// with a look at every key in memory.
func walk(c *command.Call, b bounds, backward bool, visit func(engine.Entry) (more bool), reply func(c *command.Call)) {
	finish := func(c *command.Call, err error) {
		if err != nil {
			fail(c, err)
			return
		}
		reply(c)
	}
	if isInPlace(c) {
		finish(c, c.Tx.RangeAll(b.lower, b.upper, backward, visit))
		return
	}
	db, now, e := c.Tx.DB(), c.Tx.Now(), c.Tx.Engine()
	c.AwaitWork(func(w *engine.Work) error {
		view, err := e.View()
		if err != nil {
			return err
		}
		defer view.Release()
		return view.Range(db, b.lower, b.upper, backward, func(entry engine.Entry) bool {
			return !w.IsAbandoned() && (!entry.IsLive(now) || visit(entry))
		})
	}, finish)
}

// isInPlace reports whether the keys are to be walked under all locks, and takes them.
func isInPlace(c *command.Call) bool {
	switch {
	case c.NoWait:
		return true
	case c.Tx.Engine().HasOrder():
		return false
	}
	c.Tx.LockAll()
	return true
}

// fail replies with an error of the engine.
func fail(c *command.Call, err error) {
	if errors.Is(err, commitlog.ErrDiskFull) {
		c.Out.Error(command.Reply(err))
		return
	}
	c.Out.Error("ERR " + err.Error())
}
