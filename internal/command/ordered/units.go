package ordered

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// unitKeys is how many keys one unit deletes at most, while it holds the locks of their shards.
const unitKeys = 256

// units are a deletion of what was in a range when the command began. The keys are read by another goroutine; the client
// deletes them, some at a time, and others have their turn in between.
type units struct {
	*deletion
	bounds
	db      int
	fetched *engine.FetchedView
	scan    *engine.Scan // nil until the view is there
	reading *engine.Work
	more    bool
}

func newUnits(c *command.Call, d *deletion, b bounds) {
	u := &units{deletion: d, bounds: b, db: c.Tx.DB(), fetched: c.Tx.Engine().FetchView(c.Client.Wake)}
	c.Park(command.Parking{Resume: u.resume, Cancel: u.cancel})
}

// resume does what can be done by now.
func (u *units) resume(c *command.Call, _ bool) (done bool) {
	var err error
	switch {
	case !u.fetched.Done() || u.reading != nil && !u.reading.Done():
		return false
	case u.scan == nil:
		err = u.begin(c)
		u.more = err == nil
	default:
		if err = u.reading.Err(); err == nil {
			err = u.unit(c)
		}
	}
	if err == nil && u.more {
		u.read(c)
		return false
	}
	u.cancel()
	u.reply(c, err)
	return true
}

// begin pins the view.
func (u *units) begin(c *command.Call) error {
	view, err := u.fetched.Take()
	if err != nil {
		return err
	}
	pin, err := c.Tx.Engine().Pin(view)
	if err != nil {
		return err
	}
	u.scan = pin.Scan(u.db, u.lower, u.upper, false)
	return nil
}

// read begins to read the next keys.
func (u *units) read(c *command.Call) {
	n := int64(unitKeys)
	if u.limit != 0 {
		n = min(n, u.limit-u.chosen)
	}
	u.next = gathering{}
	u.reading = c.Tx.Engine().StartWork(func(*engine.Work) (err error) {
		u.more, err = u.scan.Next(n, func(e engine.Entry) { u.choose(e) })
		return err
	}, c.Client.Wake)
}

// unit deletes the keys that were read together.
func (u *units) unit(c *command.Call) error {
	for key := range u.next.keys {
		c.Tx.Want(key)
	}
	c.Tx.LockWanted()
	u.more = u.more && !u.isEnough()
	return u.delete(c)
}

// cancel lets the view go.
func (u *units) cancel() {
	u.fetched.Abandon()
	if u.scan != nil {
		u.scan.Close()
	}
}
