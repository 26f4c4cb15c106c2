package engine

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Recover replays into the keyspace what the log has beyond the last checkpoint. apply runs one canonical command in
// the transaction, which is in replay mode: it holds every lock, logs nothing, and no key expires by the clock. What it only
// reads leaves memory again when there is no room for it.
func (e *Engine) Recover(apply func(t *Txn, args [][]byte) error) (err error) {
	t := e.NewTxn()
	t.replaying = true
	if err := t.LockAll(); err != nil {
		return err
	}
	defer t.Commit()
	defer catchStoreError(&err)
	r := replay{
		t: t, apply: apply, now: e.clock.NowMillis(),
		parser: resp.NewParser(resp.Limits{MaxBulkBytes: commitlog.MaxPayload}),
	}
	return e.log.Replay(e.firstLSN(), r.record)
}

// firstLSN is where replay begins: 0 for the oldest record.
func (e *Engine) firstLSN() commitlog.LSN {
	if e.store == nil {
		return 0
	}
	return e.LastCheckpoint() + 1
}

// catchStoreError makes the panic of a unit that could not read from the store its error.
func catchStoreError(err *error) {
	switch r := recover().(type) {
	case nil:
	case *StoreError:
		*err = r
	default:
		panic(r)
	}
}

// unloadTries is how often Unload tries to find a moment in which nothing has changed since the last checkpoint.
const unloadTries = 100

// ErrBusy says that too much was changing.
var ErrBusy = errors.New("the data changes too quickly")

// Unload takes everything out of memory, after a checkpoint, as if the process had just started. The caller holds no
// locks.
func (e *Engine) Unload() error {
	for range unloadTries {
		if err := e.Checkpoint(); err != nil {
			return err
		}
		if e.unload() {
			return nil
		}
	}
	return ErrBusy
}

// unload takes everything out of memory, unless something has changed since the last checkpoint.
func (e *Engine) unload() bool {
	e.checkpoints.running.Lock()
	defer e.checkpoints.running.Unlock()
	e.lockAll()
	defer e.keys.UnlockAll()
	if e.inFlight.Load() || e.log.Appended() != e.LastCheckpoint() {
		return false
	}
	e.mayBeCold.Store(true)
	e.evictions.Add(1)
	release := e.keys.Unload()
	go release()
	return true
}
