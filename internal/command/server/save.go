package server

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

var (
	errNothingToSaveTo = errors.New("ERR there is nothing to save to: appendonly is no")
	errSaving          = errors.New("ERR Background save already in progress")
)

func (f *family) saveSpec() command.Spec {
	return command.Spec{
		Name: "SAVE", Group: "server", Since: "1.0.0",
		Complexity: "O(N) where N is what has changed since the last checkpoint.",
		Summary:    "Writes a checkpoint and replies when it is durable. Other clients go on.",
		Flags:      command.Admin | command.NoScript | command.NoMulti | command.NoAsyncLoading,
		Compat:     command.Matches("7.2"),
		Run:        f.save,
	}
}

func (f *family) save(c *command.Call) {
	c.AwaitWork(func(*engine.Work) error { return f.Engine.Checkpoint() }, func(c *command.Call, err error) {
		switch {
		case errors.Is(err, engine.ErrNoStore):
			c.Fail(errNothingToSaveTo)
		case err != nil:
			c.Fail(errors.New("ERR " + err.Error()))
		default:
			c.Out.OK()
		}
	})
}

func (f *family) bgsaveSpec() command.Spec {
	return command.Spec{
		Name: "BGSAVE", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Begins to write a checkpoint in the background.",
		Flags:   command.Admin | command.NoScript | command.NoAsyncLoading,
		Syntax:  "[SCHEDULE]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			isScheduled := len(c.Args) == 2 && c.Is(1, "SCHEDULE")
			if len(c.Args) > 1 && !isScheduled {
				c.Fail(command.ErrSyntax)
				return
			}
			scheduled := ""
			if isScheduled {
				scheduled = "Background saving scheduled"
			}
			f.startCheckpoint(c, "Background saving started", scheduled)
		},
	}
}

func (f *family) bgrewriteSpec() command.Spec {
	return command.Spec{
		Name: "BGREWRITEAOF", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Begins to write a checkpoint in the background, after which the log before it is let go.",
		Flags:   command.Admin | command.NoScript | command.NoAsyncLoading,
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			f.startCheckpoint(c, "Background append only file rewriting started", "Background append only file rewriting scheduled")
		},
	}
}

// startCheckpoint begins a checkpoint. With one under way there is nothing to schedule: what changes meanwhile is
// written by the next, which comes by itself. Who does not ask for more than that is told so.
func (f *family) startCheckpoint(c *command.Call, started, scheduled string) {
	switch err := f.Engine.StartCheckpoint(); {
	case errors.Is(err, engine.ErrNoStore):
		c.Fail(errNothingToSaveTo)
	case errors.Is(err, engine.ErrCheckpointRunning) && scheduled != "":
		c.Out.Simple(scheduled)
	case errors.Is(err, engine.ErrCheckpointRunning):
		c.Fail(errSaving)
	case err != nil:
		c.Fail(errors.New("ERR " + err.Error()))
	default:
		c.Out.Simple(started)
	}
}

func (f *family) lastsaveSpec() command.Spec {
	return command.Spec{
		Name: "LASTSAVE", Group: "server", Since: "1.0.0", Complexity: "O(1)",
		Summary: "Returns the unix time of the last durable checkpoint, or of the start if there was none since.",
		Flags:   command.Loading | command.Stale | command.Fast | command.Dangerous, Categories: []string{"admin"},
		Tips:   []string{"nondeterministic_output"},
		Compat: command.Matches("7.2"),
		Run:    func(c *command.Call) { c.Out.Int(f.lastSaveMillis() / 1000) },
	}
}

func (f *family) lastSaveMillis() int64 {
	return max(f.Engine.CheckpointStats().FinishedMillis, f.Process.StartedAtMillis)
}

// infoCheckpoints reports on checkpoints under the names that Redis has for its snapshots, and under our own.
func (f *family) infoCheckpoints(r *report) {
	s := f.Engine.CheckpointStats()
	status := "ok"
	if s.Failed != "" {
		status = "err"
	}
	r.number("rdb_changes_since_last_save", f.Engine.Stats.Changes.Load()-s.ChangesSaved)
	r.flag("rdb_bgsave_in_progress", s.Running)
	r.number("rdb_last_save_time", f.lastSaveMillis()/1000)
	r.text("rdb_last_bgsave_status", status)
	r.number("rdb_last_bgsave_time_sec", s.LastMillis/1000)
	r.number("rdb_current_bgsave_time_sec", f.savingSeconds(&s))
	r.number("rdb_saves", s.Count)
	r.text("checkpoint_phase", s.Phase.String())
	r.number("checkpoint_expected_bytes", s.ExpectedBytes)
	r.number("checkpoint_gathered_bytes", s.GatheredBytes)
	r.number("checkpoint_lsn", int64(s.LSN))
	r.number("checkpoint_last_millis", s.LastMillis)
	r.number("checkpoint_last_bytes", s.LastBytes)
	r.number("checkpoint_last_pause_micros", s.PauseMicros)
	r.number("checkpoint_dirty_bytes", s.DirtyBytes)
	r.number("keys_loaded", f.Engine.Stats.Loaded.Load())
	r.number("pages_loaded", f.Engine.Stats.LoadedPages.Load())
	r.number("keys_unloaded", f.Engine.Stats.Unloaded.Load())
}

// savingSeconds is for how long the checkpoint under way has been so, -1 if there is none.
func (f *family) savingSeconds(s *engine.CheckpointStats) int64 {
	if !s.Running {
		return -1
	}
	return max(0, f.Engine.Clock().NowMillis()-s.StartedMillis) / 1000
}
