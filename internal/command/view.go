package command

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/engine"
)

var errNoView = errors.New("ERR views of the whole data cannot be taken inside a transaction or a script")

// AwaitWork has the client wait for work that another goroutine does, and calls reply with its outcome. The work is
// abandoned if the client goes away. Where nothing may wait it is done in place: it must not need locks then.
func (c *Call) AwaitWork(work func(w *engine.Work) error, reply func(c *Call, err error)) {
	if c.NoWait {
		reply(c, work(new(engine.Work)))
		return
	}
	w := c.Tx.Engine().StartWork(work, c.Client.Wake)
	c.Park(Parking{
		Resume: func(c *Call, timedOut bool) (done bool) {
			if !w.Done() {
				return false
			}
			reply(c, w.Err())
			return true
		},
		Cancel: w.Abandon,
	})
}

// WithView takes a view of all data, for which the client waits, and calls use with it, which releases it. The command
// must lock no keys.
func (c *Call) WithView(use func(c *Call, view *engine.View)) {
	if c.NoWait {
		c.Fail(errNoView)
		return
	}
	f := c.Tx.Engine().FetchView(c.Client.Wake)
	c.Park(Parking{
		Resume: func(c *Call, timedOut bool) (done bool) {
			if !f.Done() {
				return false
			}
			view, err := f.Take()
			if err != nil {
				c.Fail(errors.New("ERR " + err.Error()))
				return true
			}
			use(c, view)
			return true
		},
		Cancel: f.Abandon,
	})
}
