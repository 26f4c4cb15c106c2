package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/holdfast-db/holdfast/internal/base/arena"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/lsm"
	"github.com/holdfast-db/holdfast/internal/page"
)

// ErrNoStore says that nothing but memory holds the data, so that there is nothing to write it to.
var ErrNoStore = errors.New("there is nothing to save to: appendonly is no")

// ErrCheckpointRunning refuses a second checkpoint in the background.
var ErrCheckpointRunning = errors.New("a checkpoint is under way already")

// checkpoints is the engine's state of writing checkpoints.
//
// A checkpoint is the state of all databases at one LSN. It begins while all shards are locked, which takes some
// microseconds; then whoever locks a shard first copies the records that have changed in it since the last checkpoint,
// before anything else happens there (keyspace.BeginCapture), and holds their pages (heldArena). All of it goes into the
// store as one batch, together with the LSN, so that after a crash there is either this checkpoint or the one before.
// Then the log up to there may go.
type checkpoints struct {
	running sync.Mutex // held by the checkpoint under way; guards stuck
	stuck   *capture   // what could not be committed

	abandonedMu sync.Mutex       // guards abandoned
	abandoned   []page.Container // whose pages on disk are to be deleted

	progress progress

	statsMu sync.Mutex // guards stats
	stats   CheckpointStats
}

// CheckpointStats tell of the checkpoints since the start. All are zero before the first one.
type CheckpointStats struct {
	Count          int64
	Running        bool
	StartedMillis  int64         // unix, of the running or last one
	FinishedMillis int64         // unix, of the last one that is durable
	LastMillis     int64         // how long that took
	LastBytes      int64         // the size of its batch
	PauseMicros    int64         // how long it held all shards
	LSN            commitlog.LSN // up to where the store has everything
	ChangesSaved   int64         // of Stats.Changes
	Failed         string
	DirtyBytes     int64 // changed since the last one began, as of the last Cron

	Phase         CheckpointPhase
	ExpectedBytes int64 // that had changed when the running or last one began, roughly
	GatheredBytes int64 // that it has copied
}

// abandon notes containers whose pages on disk are nobody's any more.
func (e *Engine) abandon(gone []page.Container) {
	c := &e.checkpoints
	c.abandonedMu.Lock()
	c.abandoned = append(c.abandoned, gone...)
	c.abandonedMu.Unlock()
}

// Checkpoint writes a checkpoint and returns when it is durable.
func (e *Engine) Checkpoint() error {
	if e.store == nil {
		return ErrNoStore
	}
	e.checkpoints.running.Lock()
	defer e.checkpoints.running.Unlock()
	return e.checkpoint()
}

// StartCheckpoint begins a checkpoint in the background. It fails if one is under way.
func (e *Engine) StartCheckpoint() error {
	if e.store == nil {
		return ErrNoStore
	}
	if !e.checkpoints.running.TryLock() {
		return ErrCheckpointRunning
	}
	e.background.Add(1)
	go func() {
		defer e.background.Done()
		defer e.checkpoints.running.Unlock()
		_ = e.checkpoint() // its error stands in the statistics
	}()
	return nil
}

// checkpoint does the work of Checkpoint and keeps the statistics.
func (e *Engine) checkpoint() error {
	start := e.clock.NowMicros()
	e.note(func(s *CheckpointStats) { s.Running, s.StartedMillis = true, start/1000 })
	lsn, err := e.commitCheckpoint()
	if err == nil {
		e.checkpoints.progress.enter(Flushing)
		err = e.store.Flush()
	}
	if err == nil {
		err = e.log.ReleaseBefore(lsn + 1)
	}
	e.checkpoints.progress.enter(Resting)
	end := e.clock.NowMicros()
	e.note(func(s *CheckpointStats) {
		s.Running = false
		if err != nil {
			s.Failed = err.Error()
			return
		}
		s.Count++
		s.Failed, s.FinishedMillis, s.LastMillis = "", end/1000, (end-start)/1000
	})
	if err != nil {
		e.logger.Error("checkpoint failed; the log keeps everything until one succeeds", "error", err)
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func (e *Engine) note(change func(*CheckpointStats)) {
	e.checkpoints.statsMu.Lock()
	change(&e.checkpoints.stats)
	e.checkpoints.statsMu.Unlock()
}

// CheckpointStats returns the statistics.
func (e *Engine) CheckpointStats() CheckpointStats {
	e.checkpoints.statsMu.Lock()
	defer e.checkpoints.statsMu.Unlock()
	s := e.checkpoints.stats
	s.DirtyBytes = e.dirtyBytes.Load()
	e.checkpoints.progress.tell(&s)
	return s
}

// commitCheckpoint makes the state of this moment what the store has, though not durably yet. Until it has succeeded
// nothing may leave memory: what was captured counts as clean but is not in the store.
func (e *Engine) commitCheckpoint() (commitlog.LSN, error) {
	if err := e.commitStuck(); err != nil {
		return 0, err
	}
	progress := &e.checkpoints.progress
	progress.begin(e.dirtyBytes.Load())
	defer progress.enter(Resting)
	c := e.newCapture()
	e.inFlight.Store(true)
	e.captured.Store(e.log.Stats().AppendedBytes)
	e.lockAll()
	c.begin()
	e.keys.BeginCapture(c.shard)
	e.keys.UnlockAll()
	e.keys.FinishCapture()
	c.copyPages()
	progress.enter(Committing)
	if err := e.commitCapture(c); err != nil {
		e.checkpoints.stuck = c
		return 0, err
	}
	return commitlog.LSN(c.meta.LSN), nil
}

// commitStuck tries again what failed the last time.
func (e *Engine) commitStuck() error {
	c := e.checkpoints.stuck
	if c == nil {
		return nil
	}
	if err := e.store.Flush(); err != nil { // which the store insists on before it takes more
		return err
	}
	if err := e.commitCapture(c); err != nil {
		return err
	}
	e.checkpoints.stuck = nil
	return nil
}

// commitCapture writes what was captured. The log must be as durable as the checkpoint is going to be, because it
// will go on behind it.
func (e *Engine) commitCapture(c *capture) error {
	if err := e.log.Sync(context.Background()); err != nil {
		return err
	}
	size := c.batch.SizeBytes() // the store may take the buffer
	if err := e.store.Commit(c.batch, c.meta); err != nil {
		return err
	}
	e.commits.Add(1)
	e.settle()
	e.inFlight.Store(false)
	e.note(func(s *CheckpointStats) {
		s.LSN, s.ChangesSaved = commitlog.LSN(c.meta.LSN), c.changes
		s.LastBytes, s.PauseMicros = int64(size), c.pauseMicros
	})
	return nil
}

// settle lets the tombstones go that the checkpoint has written.
func (e *Engine) settle() {
	for i := range e.keys.Shards() {
		sh := e.keys.Shard(i)
		sh.Lock()
		sh.Each(func(_ int, s *keyspace.Space) { s.Settle() })
		sh.Unlock()
	}
}

// capture is a checkpoint while it gathers what to write.
type capture struct {
	e           *Engine
	meta        lsm.Meta
	abandoned   []page.Container
	pauseMicros int64
	changes     int64

	mu     sync.Mutex // guards what follows; taken under the lock of a shard
	batch  *lsm.Batch
	stored []byte
	held   []heldArena // whose pages are still to be copied into the batch
}

// heldArena is a part of memory that keeps its pages as they were at the moment of the checkpoint, so that they need
// not be copied under the lock of their shard.
type heldArena struct {
	shard *keyspace.Shard
	arena *arena.Arena
	pages []heldPage
}

type heldPage struct {
	of     page.Container
	n      page.Number
	stored []byte // a view of the arena
}

func (e *Engine) newCapture() *capture {
	return &capture{e: e, batch: e.store.NewBatch(int(min(e.dirtyBytes.Load()+e.dirtyBytes.Load()/4, maxBatchHint)))}
}

// maxBatchHint bounds what a batch reserves in advance.
const maxBatchHint = 64 << 20

// begin notes what goes with the moment of the checkpoint. All shards are locked.
func (c *capture) begin() {
	e := c.e
	start := e.clock.NowMicros()
	c.meta = lsm.Meta{
		LSN:            uint64(e.log.Appended()),
		Seed:           e.seed,
		NextContainer:  e.lastContainer.Load() + 1,
		NextGeneration: e.keys.NextGeneration(),
		SavedAtMillis:  start / 1000,
	}
	if e.libraries != nil {
		c.meta.Libraries = e.libraries()
	}
	for db := range e.keys.Databases() {
		s := e.keys.Stored(db)
		c.meta.Databases = append(c.meta.Databases, lsm.Database{Generation: s.Generation, Keys: s.Keys, Expires: s.Expires})
	}
	for _, generation := range e.keys.TakeDropped() {
		c.batch.DropGeneration(generation)
	}
	e.checkpoints.abandonedMu.Lock()
	c.abandoned, e.checkpoints.abandoned = e.checkpoints.abandoned, nil
	e.checkpoints.abandonedMu.Unlock()
	for _, gone := range c.abandoned {
		c.batch.DeletePages(gone.Generation, gone.Number, gone.Pages)
	}
	e.dirtyBytes.Store(0)
	c.changes = e.Stats.Changes.Load()
	c.pauseMicros = e.clock.NowMicros() - start
}

// shard takes what has changed in a shard, whose lock is held.
func (c *capture) shard(sh *keyspace.Shard) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sh.Each(func(_ int, s *keyspace.Space) {
		c.e.checkpoints.progress.expected.Add(s.TakeDirtyBytes())
		s.Capture(func(rec keyspace.Record) { c.record(sh, s, rec) })
	})
	c.tellProgress()
}

// tellProgress counts what the batch has.
func (c *capture) tellProgress() { c.e.checkpoints.progress.gathered.Store(int64(c.batch.SizeBytes())) }

// record takes one record with the pages of its value that have changed.
func (c *capture) record(sh *keyspace.Shard, s *keyspace.Space, rec keyspace.Record) {
	if rec.IsGone() {
		c.batch.DeleteRecord(s.Generation(), rec.Key())
		return
	}
	c.stored = lsm.AppendRecordHeader(c.stored[:0], lsm.Header{
		Kind: uint8(rec.Type())<<4 | uint8(rec.Encoding()), Access: rec.Access(), ExpireAt: rec.ExpireAt(),
		AlarmAt: s.Alarm(rec.Key()),
	})
	v, ok := c.e.openRecord(s, rec)
	if !ok {
		c.stored = append(c.stored, rec.Value()...)
		c.batch.SetRecord(s.Generation(), rec.Key(), c.stored)
		return
	}
	v.EachContainer(func(p *page.Pages) { p.EachDirty(c.hold(sh, s.Arena()).page) })
	copy(rec.Value(), v.AppendValue(nil)) // a container knows now that it is on disk
	v.EachContainer((*page.Pages).Detach)
	c.stored = v.AppendValue(c.stored)
	c.batch.SetRecord(s.Generation(), rec.Key(), c.stored)
}

// hold returns the arena whose records are being taken, held.
func (c *capture) hold(sh *keyspace.Shard, a *arena.Arena) *heldArena {
	if n := len(c.held); n == 0 || c.held[n-1].arena != a {
		a.Hold()
		c.held = append(c.held, heldArena{shard: sh, arena: a})
	}
	return &c.held[len(c.held)-1]
}

func (h *heldArena) page(of page.Container, n page.Number, stored []byte) {
	h.pages = append(h.pages, heldPage{of, n, stored})
}

// copyPages copies the pages of all shards, without their locks, or deletes those that were dropped.
func (c *capture) copyPages() {
	for _, h := range c.held {
		for _, p := range h.pages {
			if p.stored == nil {
				c.batch.DeletePage(p.of.Generation, p.of.Number, uint32(p.n))
				continue
			}
			c.batch.SetPage(p.of.Generation, p.of.Number, uint32(p.n), p.stored)
			c.tellProgress()
		}
		h.shard.Lock()
		h.arena.Resume()
		h.shard.Unlock()
	}
	c.held = nil
}

// SetLibraries says how a checkpoint gets what it has to keep of the libraries of functions, while all shards are locked.
// It is to be called before the first checkpoint.
func (e *Engine) SetLibraries(get func() []byte) { e.libraries = get }

// StoredLibraries is what the last checkpoint has kept of them, nil if there is none.
func (e *Engine) StoredLibraries() []byte {
	if e.store == nil {
		return nil
	}
	meta, _ := e.store.Meta()
	return meta.Libraries
}

// checkpointDue reports whether it is time for a checkpoint: enough has changed, or it is long ago that something did.
func (e *Engine) checkpointDue(now int64) bool {
	tier := e.tier.Load()
	if e.dirtyBytes.Load() >= tier.DirtyBytes || e.log.Stats().AppendedBytes-e.captured.Load() >= tier.LogBytes {
		return true
	}
	since := max(e.CheckpointStats().StartedMillis, e.startedMillis)
	return time.Duration(now-since)*time.Millisecond >= tier.Interval && e.log.Appended() > e.LastCheckpoint()
}

// LastCheckpoint is up to where the store has everything.
func (e *Engine) LastCheckpoint() commitlog.LSN {
	meta, _ := e.store.Meta()
	return commitlog.LSN(meta.LSN)
}
