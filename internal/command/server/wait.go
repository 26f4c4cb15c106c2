package server

import (
	"context"
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

var (
	errNumLocal    = errors.New("ERR value is out of range, value must between 0 and 1")
	errNumReplicas = errors.New("ERR value is out of range, must be positive")
	errNoLocalLog  = errors.New("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.")
)

// replicasInSync is how many replicas have everything: there are none in this version.
const replicasInSync = 0

func waitSpec() command.Spec {
	return command.Spec{
		Name: "WAIT", Group: "generic", Since: "3.0.0", Complexity: "O(1)",
		Summary:    "Waits until replicas have all that the connection wrote so far.",
		Flags:      command.Blocking,
		Syntax:     "numreplicas:integer timeout",
		Categories: []string{"connection"},
		Tips:       []string{"request_policy:all_shards", "response_policy:agg_min"},
		Compat:     command.Partial("there are no replicas: it waits for the timeout if any are asked for"),
		Run:        wait,
	}
}

func wait(c *command.Call) {
	replicas, ok := c.Int(1)
	if !ok {
		return
	}
	timeout, ok := c.TimeoutMillis(2)
	if !ok {
		return
	}
	if replicas <= replicasInSync {
		c.Out.Int(replicasInSync)
		return
	}
	c.Park(command.Parking{
		DeadlineMillis: deadline(c, timeout),
		Resume: func(c *command.Call, timedOut bool) bool {
			if timedOut {
				c.Out.Int(replicasInSync)
			}
			return timedOut
		},
	})
}

// deadline is when a timeout is over, in unix milliseconds; a timeout of 0 never is.
func deadline(c *command.Call, timeoutMillis int64) int64 {
	if timeoutMillis == 0 {
		return 0
	}
	return c.Tx.Now() + timeoutMillis
}

func (f *family) waitAOFSpec() command.Spec {
	return command.Spec{
		Name: "WAITAOF", Group: "generic", Since: "7.2.0", Complexity: "O(1)",
		Summary: "Waits until all that the connection wrote so far is durable in the log here, in those of replicas," +
			" or both.",
		Flags:      command.Blocking,
		Syntax:     "numlocal:integer numreplicas:integer timeout",
		Categories: []string{"connection"},
		Tips:       []string{"request_policy:all_shards", "response_policy:agg_min"},
		Compat:     command.Partial("there are no replicas: it waits for the timeout if any are asked for"),
		Run:        f.waitAOF,
	}
}

func (f *family) waitAOF(c *command.Call) {
	w, ok := f.parseWaitAOF(c)
	if !ok || w.resume(c, false) {
		return
	}
	if w.local > 0 {
		wake := c.Client
		go func() {
			// A log that cannot be synced has ended the process, or is about to.
			_ = w.log.Sync(context.Background())
			wake.Wake()
		}()
	}
	c.Park(command.Parking{DeadlineMillis: deadline(c, w.timeoutMillis), Resume: w.resume})
}

// logWait is what a client in WAITAOF waits for.
type logWait struct {
	log             commitlog.Log
	upTo            commitlog.LSN
	local, replicas int64
	timeoutMillis   int64
}

func (f *family) parseWaitAOF(c *command.Call) (w logWait, ok bool) {
	// What the connection wrote is not told apart from what others wrote before now: it waits for all of it.
	w.log = f.Engine.Log()
	w.upTo = w.log.Appended()
	if w.local, ok = c.Int(1); !ok {
		return w, false
	}
	if w.local < 0 || w.local > 1 {
		c.Fail(errNumLocal)
		return w, false
	}
	if w.replicas, ok = command.ParseInt(c.Args[2]); !ok || w.replicas < 0 {
		c.Fail(errNumReplicas)
		return w, false
	}
	if w.timeoutMillis, ok = c.TimeoutMillis(3); !ok {
		return w, false
	}
	if w.local > 0 && !f.Config.AppendOnly.Load() {
		c.Fail(errNoLocalLog)
		return w, false
	}
	return w, true
}

// resume replies once everything is durable, or the time is over.
func (w logWait) resume(c *command.Call, timedOut bool) bool {
	local := int64(0)
	if w.log.Durable() >= w.upTo {
		local = 1
	}
	if (local < w.local || w.replicas > replicasInSync) && !timedOut {
		return false
	}
	c.Out.Array(2)
	c.Out.Int(local)
	c.Out.Int(replicasInSync)
	return true
}
