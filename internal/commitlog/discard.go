package commitlog

import (
	"context"
	"sync/atomic"
	"time"
)

// Discard is a Log that numbers records and forgets them, for servers that keep
// no log. It owes nothing, so everything counts as acknowledged and durable.
type Discard struct {
	last   atomic.Uint64
	policy atomic.Uint32
}

var _ Log = (*Discard)(nil)

// NewDiscard returns a log whose next record gets the LSN first, or 1 if that is
// greater.
func NewDiscard(first LSN) *Discard {
	d := &Discard{}
	d.last.Store(uint64(max(first, 1)) - 1)
	return d
}

// Append implements Log.
func (d *Discard) Append(_, flags uint16, payload []byte) LSN {
	checkRecord(flags, payload)
	return LSN(d.last.Add(1))
}

// Reserve implements Log.
func (d *Discard) Reserve(n int) error {
	if n > MaxPayload {
		return ErrTooLarge
	}
	return nil
}

// Flush implements Log.
func (d *Discard) Flush() error { return nil }

// Wait implements Log. An LSN not appended yet will never be announced.
func (d *Discard) Wait(ctx context.Context, lsn LSN) error {
	if lsn <= d.Appended() {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

// Sync implements Log.
func (d *Discard) Sync(context.Context) error { return nil }

// Appended implements Log.
func (d *Discard) Appended() LSN { return LSN(d.last.Load()) }

// Acked implements Log.
func (d *Discard) Acked() LSN { return d.Appended() }

// Durable implements Log.
func (d *Discard) Durable() LSN { return d.Appended() }

// Notify implements Log. Acked moves with Append, so there is nothing to tell.
func (d *Discard) Notify(func()) {}

// Replay implements Log.
func (d *Discard) Replay(LSN, func(Record) error) error { return nil }

// ReleaseBefore implements Log.
func (d *Discard) ReleaseBefore(LSN) error { return nil }

// Tick implements Log.
func (d *Discard) Tick(time.Time) {}

// SetPolicy implements Log.
func (d *Discard) SetPolicy(p Policy) { d.policy.Store(uint32(p)) }

// Policy implements Log.
func (d *Discard) Policy() Policy { return Policy(d.policy.Load()) }

// Stats implements Log.
func (d *Discard) Stats() Stats { return Stats{} }

// Close implements Log.
func (d *Discard) Close() error { return nil }
