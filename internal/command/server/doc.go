// Package server owns the commands about the server as a whole: what it can do and how it is doing, its settings,
// its databases, its log and its end.
package server

import (
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/pubsub"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

// Deps is what the commands work on.
type Deps struct {
	Clients *client.Registry
	Config  *config.Config
	Engine  *engine.Engine
	Host    Host
	Scripts Scripts
	Process Process
	PubSub  *pubsub.Registry
	// Tracking is for INFO.
	Tracking *tracking.Table
	// EachTick has work called several times a second; nil if nobody does.
	EachTick func(work func(t *command.Table))
}

// Process is what does not change while the process runs.
type Process struct {
	RedisVersion    string // the version of Redis that the server behaves as
	Version         string // Holdfast's own
	RunID           string // 40 hex digits, new at every start
	StartedAtMillis int64  // unix
}

// Host does what only the process can do. No shard is locked while its methods run.
type Host interface {
	// Port is the TCP port that the server listens on.
	Port() int
	// RewriteConfig writes the settings back into the file that they came from.
	RewriteConfig() error
	// Reload replaces all data by what the log holds, as a restart would.
	Reload() error
	// PauseCron holds back the periodic work, except what the log owes, or lets it go on.
	PauseCron(on bool)
	// Shutdown begins to end the process, and returns without waiting for it. It fails if the process has to stay.
	Shutdown(Shutdown) error
}

// Scripts is what the commands need of those that run scripts.
type Scripts interface {
	// Usage says how many scripts and libraries there are.
	Usage() ScriptUsage
	// AllowAll lets scripts run also the commands that they must not, for tests.
	AllowAll(on bool)
}

// ScriptUsage is how many scripts, libraries and functions there are, and about how much memory they take.
type ScriptUsage struct {
	Scripts, Libraries, Functions int
	EvalBytes, FunctionBytes      int64
}

// Shutdown is how the process is to end.
type Shutdown struct {
	Now   bool // do not wait for clients that are still reading their replies
	Force bool // even if that fails which should be done before
}

// family is what the commands share.
type family struct {
	Deps
	peakMemory  atomic.Int64 // the most that any reading has seen, in bytes
	startMemory int64        // in bytes
	executable  string       // the path of the program
}

// Specs returns the family's commands.
func Specs(d Deps) []command.Spec {
	f := &family{Deps: d, executable: executable()}
	if d.Engine != nil { // else the table is only made to be read
		f.watch()
	}
	return []command.Spec{
		commandSpec(), f.configSpec(), dbSizeSpec(), f.debugSpec(), flushAllSpec(), flushDBSpec(), f.infoSpec(),
		f.latencySpec(), f.lolwutSpec(), f.memorySpec(), f.monitorSpec(), roleSpec(), f.shutdownSpec(), f.saveSpec(),
		f.bgsaveSpec(), f.bgrewriteSpec(), f.lastsaveSpec(), f.slowlogSpec(), swapDBSpec(), timeSpec(), waitSpec(),
		f.waitAOFSpec(),
	}
}
