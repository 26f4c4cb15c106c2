package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Recover replays the log into the keyspace. apply runs one canonical command in the transaction, which is in
// replay mode: it holds every lock, logs nothing, and no key expires by the clock.
func (e *Engine) Recover(apply func(t *Txn, args [][]byte) error) error {
	t := e.NewTxn()
	t.replaying = true
	if err := t.LockAll(); err != nil {
		return err
	}
	defer t.Commit()
	return e.replay(e.log, t, apply)
}

// Reload empties the keyspace and replays what the log has by now, read through a log that open gives. Nobody sees
// anything in between. The caller holds no locks.
func (e *Engine) Reload(open func() (commitlog.Log, error), apply func(t *Txn, args [][]byte) error) (err error) {
	t := e.NewTxn()
	t.replaying = true
	if err := t.LockAll(); err != nil {
		return err
	}
	defer t.Commit()
	if err := e.log.Sync(context.Background()); err != nil { // with all locks held nothing is appended any more
		return err
	}
	log, err := open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	release := e.keys.FlushAll()
	go release()
	return e.replay(log, t, apply)
}

// replay applies every record of a log.
func (e *Engine) replay(log commitlog.Log, t *Txn, apply func(t *Txn, args [][]byte) error) error {
	parser := resp.NewParser(resp.Limits{MaxBulkBytes: commitlog.MaxPayload})
	now := e.clock.NowMillis() // only the access clocks see it: nobody has idled before the start
	return log.Replay(0, func(rec commitlog.Record) error {
		if int(rec.DB) >= e.Databases() {
			return fmt.Errorf("record %d: database %d does not exist; raise the setting databases", rec.LSN, rec.DB)
		}
		t.Begin(int(rec.DB), now, NoTouch)
		if err := eachCommand(parser, rec.Payload, func(args [][]byte) error { return apply(t, args) }); err != nil {
			return fmt.Errorf("record %d: %w", rec.LSN, err)
		}
		return nil
	})
}

// eachCommand calls fn for every command in a frame's payload.
func eachCommand(p *resp.Parser, payload []byte, fn func(args [][]byte) error) error {
	for len(payload) > 0 {
		args, n, err := p.Next(payload)
		if err != nil {
			return err
		}
		if n == 0 {
			return commitlog.ErrCorrupt
		}
		if err := fn(args); err != nil {
			return err
		}
		payload = payload[n:]
	}
	return nil
}
