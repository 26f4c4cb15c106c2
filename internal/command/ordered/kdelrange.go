package ordered

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// unitKeys is how many keys one unit deletes at most, while it holds the locks of their shards.
const unitKeys = 256

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
	o, ok := parseOptions(c, 3, takesLimit)
	if !ok {
		return
	}
	b, err := parseBounds(c.Args[1], c.Args[2], false)
	if err != nil {
		c.Fail(err)
		return
	}
	d := &deletion{limit: o.limit, accept: newFilter(c, command.DeletesData, "")}
	if isInPlace(c) {
		d.inPlace(c, b)
		return
	}
	d.inUnits(c, b)
}

// deletion is one KDELRANGE.
type deletion struct {
	accept  filter
	limit   int64 // 0 is none
	deleted int64
	chosen  int64 // keys that were taken from the range so far
}

// choose gathers keys until there are enough.
func (d *deletion) choose(g *gathering, e engine.Entry) (more bool) {
	if d.accept.accepts(e) {
		g.add(e)
		d.chosen++
	}
	return !d.isEnough()
}

func (d *deletion) isEnough() bool { return d.limit != 0 && d.chosen >= d.limit }

// inPlace deletes the range in one unit, which holds all locks.
func (d *deletion) inPlace(c *command.Call, b bounds) {
	var g gathering
	err := c.Tx.RangeAll(b.lower, b.upper, false, func(e engine.Entry) bool { return d.choose(&g, e) })
	if err == nil {
		err = d.delete(c, &g)
	}
	d.finish(c, err)
}

// inUnits deletes what was in the range when the command began. After each unit, others have their turn.
func (d *deletion) inUnits(c *command.Call, b bounds) {
	e, db := c.Tx.Engine(), c.Tx.DB()
	fetched := e.FetchView(c.Client.Wake)
	var scan *engine.Scan
	cancel := func() {
		fetched.Abandon()
		if scan != nil {
			scan.Close()
		}
	}
	resume := func(c *command.Call, timedOut bool) (done bool) {
		if !fetched.Done() {
			return false
		}
		var more bool
		var err error
		if scan == nil {
			scan, err = beginScan(e, fetched, db, b)
		}
		if err == nil {
			more, err = d.unit(c, scan)
		}
		if err == nil && more {
			c.Client.Wake()
			return false
		}
		cancel()
		d.finish(c, err)
		return true
	}
	c.Park(command.Parking{Resume: resume, Cancel: cancel})
}

func beginScan(e *engine.Engine, fetched *engine.FetchedView, db int, b bounds) (*engine.Scan, error) {
	view, err := fetched.Take()
	if err != nil {
		return nil, err
	}
	pin, err := e.Pin(view)
	if err != nil {
		return nil, err
	}
	return pin.Scan(db, b.lower, b.upper, false), nil
}

// unit deletes the next keys together.
func (d *deletion) unit(c *command.Call, scan *engine.Scan) (more bool, err error) {
	var g gathering
	n := int64(unitKeys)
	if d.limit != 0 {
		n = min(n, d.limit-d.chosen)
	}
	more, err = scan.Next(n, func(e engine.Entry) { d.choose(&g, e) })
	if err != nil {
		return false, err
	}
	for key := range g.keys {
		c.Tx.Want(key)
	}
	c.Tx.LockWanted()
	return more && !d.isEnough(), d.delete(c, &g)
}

// delete deletes keys whose shards are locked.
func (d *deletion) delete(c *command.Call, g *gathering) error {
	if err := c.Tx.Engine().Log().Reserve(g.logBytes()); err != nil {
		return err
	}
	for key := range g.keys {
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

func (d *deletion) finish(c *command.Call, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.Out.Int(d.deleted)
}
