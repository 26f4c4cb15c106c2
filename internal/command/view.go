package command

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/engine"
)

var errNoView = errors.New("ERR views of the whole data cannot be taken inside a transaction or a script")

// AwaitWork has the client wait for work that another goroutine does, and calls reply with its outcome. Where nothing may
// wait the work is done in place: it must not need locks then.
func (c *Call) AwaitWork(work func() error, reply func(c *Call, err error)) {
	if c.NoWait {
		reply(c, work())
		return
	}
	done := make(chan error, 1)
	wake := c.Client.Wake
	go func() {
		done <- work()
		wake()
	}()
	c.Park(Parking{Resume: func(c *Call, timedOut bool) bool {
		select {
		case err := <-done:
			reply(c, err)
			return true
		default:
			return false
		}
	}})
}

// WithView takes a view of all data, for which the client waits, and calls use with it, which releases it. The command
// must lock no keys.
func (c *Call) WithView(use func(c *Call, view *engine.View)) {
	if c.NoWait {
		c.Fail(errNoView)
		return
	}
	f := c.Tx.Engine().FetchView(c.Client.Wake)
	c.Park(Parking{Resume: func(c *Call, timedOut bool) (done bool) {
		if !f.Done() {
			return false
		}
		view, err := f.View()
		if err != nil {
			c.Fail(errors.New("ERR " + err.Error()))
			return true
		}
		use(c, view)
		return true
	}})
}
