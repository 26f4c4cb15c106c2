package command

import (
	"bytes"
	"math"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Call is one run of a command: its words, where the reply goes, and the transaction that holds its keys.
type Call struct {
	Spec   *Spec
	Table  *Table
	Args   [][]byte // the name first; views that are valid until the handler returns
	Out    *resp.Writer
	Tx     *engine.Txn
	Client *client.Client
	// Monitors see the call when it has run; nil is nobody.
	Monitors *client.Monitors

	// NoWait says that the call is part of a larger unit, EXEC or a script, in which nothing may block.
	NoWait bool
	// InScript says that a script runs the command.
	InScript bool
	// Counted says that the reply, if it is an error, is one that was counted when a part of the call met it.
	Counted bool
	// Runner runs the calls that are part of this one; nil where nobody counts.
	Runner Runner

	parking Parking
	entry   Entry
}

// Runner runs a command that is part of a larger unit, such as those of EXEC, and accounts for it.
type Runner interface {
	RunNested(call *Call)
	// RejectNested accounts for one that was refused. spec is nil where there is no such command.
	RejectNested(spec *Spec, reply []byte)
}

// Nested runs a call that is part of this one.
func (c *Call) Nested(call *Call) {
	if c.Runner != nil {
		c.Runner.RunNested(call)
		return
	}
	call.Perform()
}

// Rejected tells that a part of this call was refused, with an error as the reply.
func (c *Call) Rejected(spec *Spec, reply []byte) {
	if c.Runner != nil {
		c.Runner.RejectNested(spec, reply)
	}
}

// Parking is what a parked client waits for.
type Parking struct {
	// DeadlineMillis is when the wait is over, in unix milliseconds; 0 means never.
	DeadlineMillis int64
	// Resume is called again each time the client is woken, and with timedOut at the deadline. It reports whether
	// it has written the reply.
	Resume func(c *Call, timedOut bool) (done bool)
	// IsWork says that the wait is what the command is for: it counts as time that the command takes.
	IsWork bool
	// Cancel, if there is one, is called instead when the client goes away.
	Cancel func()

	// Waiter is set instead by Block: others serve the client and leave the reply in Served.
	Waiter *engine.Waiter
	Served *resp.Writer
	// Refused says that it was served with a refusal: its user may no longer run the command.
	Refused *bool
	// TimedOut writes the reply of a wait that is over.
	TimedOut func(c *Call)
}

// Park suspends the client: its next commands wait until Resume has replied. Where nothing may wait, Resume is
// called at once as if the time were over.
func (c *Call) Park(p Parking) {
	if c.NoWait {
		p.Resume(c, true)
		return
	}
	c.Client.BeginWait()
	c.parking = p
}

// TakeParking returns what the handler parked for, if it did.
func (c *Call) TakeParking() (Parking, bool) {
	p, ok := c.parking, c.IsParked()
	c.parking = Parking{}
	return p, ok
}

// IsParked reports whether the handler has parked the client.
func (c *Call) IsParked() bool { return c.parking.Resume != nil || c.parking.Waiter != nil }

// Block serves the client at once if try can, and parks it until somebody who gives one of the keys a value of the
// type serves it. try reports whether it has written the reply; it may run on another client's goroutine, with a Call
// of its own. deadlineMillis is when timedOut replies instead, in unix milliseconds; 0 means never.
func (c *Call) Block(typ keyspace.Type, keys [][]byte, deadlineMillis int64, try func(c *Call) bool, timedOut func(c *Call)) {
	mustQueue := !c.NoWait && c.Tx.Owes(typ, keys)
	if !mustQueue && try(c) {
		return
	}
	w := c.await(&engine.Waiter{Type: typ}, keys, deadlineMillis, try, timedOut)
	if mustQueue && w != nil {
		c.Tx.Signal(keys) // for what is left when those before it have been served
	}
}

// Await is Block for a client that cannot be served at once, and whom no one before it has to wait for: several clients
// may read the same entries of a stream. With anyChange it is also served when a key is deleted or gets another type.
func (c *Call) Await(typ keyspace.Type, keys [][]byte, anyChange bool, deadlineMillis int64, try func(c *Call) bool, timedOut func(c *Call)) {
	c.await(&engine.Waiter{Type: typ, AnyChange: anyChange}, keys, deadlineMillis, try, timedOut)
}

// await parks the client behind w, or replies at once where nothing may wait.
func (c *Call) await(w *engine.Waiter, keys [][]byte, deadlineMillis int64, try func(c *Call) bool, timedOut func(c *Call)) *engine.Waiter {
	if c.NoWait {
		timedOut(c)
		return nil
	}
	waiting := c.Client
	later := &Call{Spec: c.Spec, Table: c.Table, Args: CopyArgs(c.Args), Client: waiting, Out: new(resp.Writer)}
	later.Out.SetProto(c.Out.Proto())
	refused := false
	w.Wake = waiting.Wake
	w.Serve = func(tx *engine.Txn) bool {
		later.Tx = tx
		if !waiting.IsWaiting() {
			return false
		}
		if refused = later.isRefused(); !refused && !try(later) {
			return false
		}
		waiting.SetFlag(client.FlagBlocked, false)
		return true
	}
	waiting.BeginWait()
	c.Tx.Block(w, keys, c.keys())
	c.parking = Parking{DeadlineMillis: deadlineMillis, Waiter: w, Served: later.Out, Refused: &refused, TimedOut: timedOut}
	return w
}

// keys are all keys of the command.
func (c *Call) keys() [][]byte {
	refs, _ := c.Spec.AppendKeys(nil, c.Args) // a handler that has come so far has found no fault with them
	keys := make([][]byte, len(refs))
	for i, r := range refs {
		keys[i] = c.Args[r.Pos]
	}
	return keys
}

// CopyArgs copies words out of the read buffer.
func CopyArgs(args [][]byte) [][]byte {
	own := make([][]byte, len(args))
	for i, a := range args {
		own[i] = bytes.Clone(a)
	}
	return own
}

// Fail replies with an error.
func (c *Call) Fail(err error) { c.Out.Error(err.Error()) }

// Key is the first argument.
func (c *Call) Key() []byte { return c.Args[1] }

// Is reports whether argument i is the given token, in any case.
func (c *Call) Is(i int, token string) bool {
	return len(c.Args[i]) == len(token) && bytes.EqualFold(c.Args[i], []byte(token))
}

// Int parses argument i, or replies with an error.
func (c *Call) Int(i int) (int64, bool) {
	v, ok := ParseInt(c.Args[i])
	if !ok {
		c.Fail(ErrNotInteger)
	}
	return v, ok
}

// TimeoutMillis parses argument i as a timeout in milliseconds, or replies with an error.
func (c *Call) TimeoutMillis(i int) (timeout int64, ok bool) {
	timeout, ok = ParseInt(c.Args[i])
	switch {
	case !ok:
		c.Fail(ErrTimeoutInteger)
	case timeout < 0:
		c.Fail(ErrNegTimeout)
	case timeout > math.MaxInt64-c.Tx.Now():
		c.Fail(ErrTimeoutRange)
	default:
		return timeout, true
	}
	return 0, false
}

// Deadline parses argument i as a timeout in seconds, fractions included, and returns when it is over, in unix
// milliseconds; 0 means never. Otherwise it replies with an error.
func (c *Call) Deadline(i int) (unixMillis int64, ok bool) {
	seconds, ok := parseSeconds(c.Args[i])
	if !ok {
		c.Fail(ErrTimeoutFloat)
		return 0, false
	}
	millis := math.Ceil(seconds * 1000)
	switch {
	case millis >= math.MaxInt64 || millis > 0 && int64(millis) > math.MaxInt64-c.Tx.Now():
		c.Fail(ErrTimeoutRange)
		return 0, false
	case millis < 0:
		c.Fail(ErrNegTimeout)
		return 0, false
	case millis == 0:
		return 0, true
	}
	return c.Tx.Now() + int64(millis), true
}

// parseSeconds takes what Redis takes, far more than any time; whole seconds are quick.
func parseSeconds(b []byte) (float64, bool) {
	if n, ok := ParseInt(b); ok {
		return float64(n), true
	}
	n, ok := ParseLongDouble(b)
	if !ok {
		return 0, false
	}
	return n.Float64(), true
}

// Read finds a key of the given type for reading. found is false if there is no such key; ok is false if the key
// holds another type, and the error is the reply then.
func (c *Call) Read(key []byte, typ keyspace.Type) (rec keyspace.Record, found, ok bool) {
	rec, found = c.Tx.Get(key)
	return c.ofType(rec, found, typ)
}

// Modify is Read for a command that is about to change the key.
func (c *Call) Modify(key []byte, typ keyspace.Type) (rec keyspace.Record, found, ok bool) {
	rec, found = c.Tx.Find(key)
	return c.ofType(rec, found, typ)
}

func (c *Call) ofType(rec keyspace.Record, found bool, typ keyspace.Type) (keyspace.Record, bool, bool) {
	if found && rec.Type() != typ {
		c.Fail(ErrWrongType)
		return rec, true, false
	}
	return rec, found, true
}

// Notify tells of an event of the command's first key.
func (c *Call) Notify(class event.Class, name string) { c.Tx.Notify(class, name, c.Key()) }

// LogCall logs the command as it came, for commands that are their own canonical effect.
func (c *Call) LogCall() { c.Tx.LogAs(c.Spec.Name, c.Args[1:]...) }
