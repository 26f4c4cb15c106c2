package engine

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// replay is what Recover does with the records of the log.
type replay struct {
	t      *Txn
	apply  func(t *Txn, args [][]byte) error
	parser *resp.Parser
	now    int64 // only the access clocks see it: nobody has idled before the start
	loads  int64 // when room was made last
}

// record applies one record.
func (r *replay) record(rec commitlog.Record) error {
	e := r.t.e
	if int(rec.DB) >= e.Databases() {
		return fmt.Errorf("record %d: database %d does not exist; raise the setting databases", rec.LSN, rec.DB)
	}
	r.t.Begin(int(rec.DB), r.now, NoTouch)
	if err := eachCommand(r.parser, rec.Payload, func(args [][]byte) error { return r.apply(r.t, args) }); err != nil {
		return fmt.Errorf("record %d: %w", rec.LSN, err)
	}
	if loads := e.Stats.Loaded.Load() + e.Stats.LoadedPages.Load(); loads-r.loads >= replayLoads {
		r.loads = loads
		return r.makeRoom()
	}
	return nil
}

// replayLoads is how many records and pages replay reads from the store before it looks whether memory has room for them.
const replayLoads = 512

// makeRoom takes out of memory what replay has read but not changed, if there is more of it than may be.
func (r *replay) makeRoom() error {
	r.t.Commit()
	r.t.e.measureResident()
	r.t.e.evict()
	return r.t.LockAll()
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
