package engine

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Recover replays the log into the keyspace. apply runs one canonical command in the transaction, which is in
// replay mode: it holds every lock, logs nothing, and no key expires by the clock.
func (e *Engine) Recover(apply func(t *Txn, args [][]byte) error) error {
	t := e.NewTxn()
	t.replaying = true
	t.LockAll()
	defer t.Commit()
	parser := resp.NewParser(resp.Limits{MaxBulkBytes: commitlog.MaxPayload})
	now := e.clock.NowMillis() // when the keys count as accessed
	return e.log.Replay(0, func(rec commitlog.Record) error {
		t.Begin(int(rec.DB), now, true)
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
