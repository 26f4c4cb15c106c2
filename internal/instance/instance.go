// Package instance puts the parts together: one data directory, one keyspace, one commit log, one command table,
// and the server in front of them. It is what the binary and the library both run.
package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/certs"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/scripting"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/latency"
	"github.com/holdfast-db/holdfast/internal/lsm"
	"github.com/holdfast-db/holdfast/internal/pubsub"
	"github.com/holdfast-db/holdfast/internal/server"
	"github.com/holdfast-db/holdfast/internal/session"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

// Environment is the world that an instance runs in. The zero value is the real one.
type Environment struct {
	FS     vfs.FS
	Clock  clock.Clock
	Logger *slog.Logger
	// Fatal is called when the log has failed and nothing more may be acknowledged. The default ends the process.
	Fatal func(error)
	// Version is what INFO and HELLO report.
	Version string
	// ManualCron leaves the periodic work to calls of Cron, for tests with virtual time.
	ManualCron bool
	// OwnsProcess says that the process is the instance's alone: then it divides the process's memory between the
	// collector and the data.
	OwnsProcess bool
	// OnShutdown is called when a client sends SHUTDOWN; the owner then calls Close. It must not block.
	OnShutdown func()
}

// Instance is one running database.
type Instance struct {
	cfg    *config.Config
	env    Environment
	lock   io.Closer
	log    commitlog.Log
	store  *lsm.Store // nil if nothing is kept on disk
	engine *engine.Engine
	table  *command.Table
	shared *session.Shared
	server *server.Server
	certs  certs.Keeper
	bound  map[endpoint]net.Addr // where clients come in; the lock of the settings guards it

	pubsub   *pubsub.Registry
	tracking *tracking.Table
	scripts  *scripting.Runner

	http     *http.Server // nil unless metrics are served
	httpAddr net.Addr

	latency  latency.Monitor
	cronTxn  *engine.Txn
	stopCron chan struct{}
	cronDone chan struct{}
	// cronPaused holds back the periodic work, for tests.
	cronPaused atomic.Bool
	locals     sync.Pool // *local

	startedAtMillis int64
	ticks           []func(*command.Table) // the commands' periodic work
	heapLimit       int64                  // of the collector; owned by Cron
	heapPercent     int64                  // of garbage, for the collector
	released        int64                  // checkpoints whose memory was given back; owned by Cron

	background sync.WaitGroup

	closed    atomic.Bool   // Do is refused
	ending    chan struct{} // closed when Close begins
	closeOnce sync.Once
	closeErr  error
}

// Open opens or creates the data directory that the settings name, replays its log, and returns the instance. It
// does not listen yet.
func Open(cfg *config.Config, env Environment) (*Instance, error) {
	in := &Instance{cfg: cfg, env: env.withDefaults(), ending: make(chan struct{}), stopCron: make(chan struct{}), cronDone: make(chan struct{})}
	if err := in.openDirectory(); err != nil {
		return nil, err
	}
	keys := keyspace.New(engine.KeyspaceOptions(in.store, int(cfg.Databases.Load()), int(cfg.Shards.Load())))
	in.engine = engine.New(engine.Options{Keys: keys, Log: in.log, Store: in.store, Clock: in.env.Clock, Logger: in.env.Logger})
	in.engine.Latency = &in.latency
	// Before replay, which marks the uses of keys in the policy's way, keeps to the limit, and chooses encodings.
	in.divideMemory()
	in.engine.SetLimits(limitsOf(cfg))
	clients := client.NewRegistry()
	in.startedAtMillis = in.env.Clock.NowMillis()
	in.pubsub = pubsub.New()
	in.tracking = tracking.New(in.engine, clients, cfg.TrackingTableMaxKeys.Load)
	in.engine.SetNotifier(in.tellEvents)
	in.scripts = in.newScripts()
	in.engine.SetLibraries(in.scripts.Dump)
	in.engine.SetOverhead(clients.BufferBytes)
	in.table = newTable(in, clients)
	in.shared = &session.Shared{Table: in.table, Engine: in.engine, Clients: clients, Config: cfg, Tracking: in.tracking}
	in.cronTxn = in.engine.NewTxn()
	in.divideHeap() // recovery is to keep to it, too
	if err := in.recover(); err != nil {
		return nil, errors.Join(err, in.closeDirectory())
	}
	if err := errors.Join(in.followSettings(), in.renameCommands(), in.openUsers(), in.openTLS()); err != nil {
		return nil, errors.Join(err, in.closeDirectory())
	}
	in.server = server.New((*acceptor)(in), in.serverOptions())
	in.log.Notify(in.server.Notify)
	if in.env.ManualCron {
		close(in.cronDone)
	} else {
		go in.runCron()
		in.background.Go(in.runTend)
		in.background.Go(in.runWarm)
	}
	return in, nil
}

func (env Environment) withDefaults() Environment {
	if env.FS == nil {
		env.FS = vfs.Default
	}
	if env.Clock == nil {
		env.Clock = clock.NewSystem()
	}
	if env.Logger == nil {
		env.Logger = slog.New(slog.DiscardHandler)
	}
	if env.Fatal == nil {
		env.Fatal = func(err error) { panic(err) }
	}
	if env.OnShutdown == nil {
		env.OnShutdown = func() {}
	}
	return env
}

// recover replays the log.
func (in *Instance) recover() error {
	start := in.env.Clock.NowMicros()
	if err := in.scripts.Restore(in.engine.StoredLibraries()); err != nil {
		return fmt.Errorf("cannot load the libraries of functions in %s: %w", in.cfg.Dir.Load(), err)
	}
	applier := command.NewApplier(in.table)
	if err := in.engine.Recover(applier.Apply); err != nil {
		return fmt.Errorf("cannot recover %s: %w", in.cfg.Dir.Load(), err)
	}
	in.env.Logger.Info("data recovered",
		"records", in.log.Appended(), "millis", (in.env.Clock.NowMicros()-start)/1000)
	return nil
}

// followSettings applies the settings that can change at run time, now and whenever they do.
func (in *Instance) followSettings() error {
	follow := func() error {
		in.log.SetPolicy(policyOf(in.cfg.AppendFsync.Load()))
		in.divideMemory()
		in.engine.SetLimits(limitsOf(in.cfg))
		in.engine.SetEvents(in.cfg.NotifyEvents.Load())
		in.engine.SetPinLimits(pinLimitsOf(in.cfg))
		return nil
	}
	in.cfg.OnChange(follow, "appendfsync", "notify-keyspace-events", "kscan-max-open", "kscan-idle-timeout", "maxmemory", "maxmemory-policy",
		"maxmemory-samples", "maxmemory-eviction-tenacity", "lfu-log-factor", "lfu-decay-time",
		"checkpoint-bytes", "checkpoint-dirty-bytes", "checkpoint-interval",
		"hash-max-listpack-entries", "hash-max-listpack-value", "list-max-listpack-size", "list-compress-depth",
		"set-max-intset-entries", "set-max-listpack-entries", "set-max-listpack-value",
		"zset-max-listpack-entries", "zset-max-listpack-value")
	return follow()
}

func policyOf(fsync config.Fsync) commitlog.Policy {
	switch fsync {
	case config.FsyncAlways:
		return commitlog.PolicyAlways
	case config.FsyncNo:
		return commitlog.PolicyNo
	default:
		return commitlog.PolicyEverySec
	}
}

// Config is the instance's settings.
func (in *Instance) Config() *config.Config { return in.cfg }

// Table is the commands.
func (in *Instance) Table() *command.Table { return in.table }

// Engine is the data.
func (in *Instance) Engine() *engine.Engine { return in.engine }

// Server is the network side.
func (in *Instance) Server() *server.Server { return in.server }

// Cron does the periodic work once, for tests with virtual time.
func (in *Instance) Cron() {
	if in.cronPaused.Load() {
		in.engine.TickLog()
		return
	}
	in.divideHeap()
	in.releaseHeap()
	in.engine.Cron(in.cronTxn)
	in.watchClients()
	for _, work := range in.ticks {
		work(in.table)
	}
}

// runCron is the only user of real time apart from the clock: it calls Cron as often as the setting hz says.
func (in *Instance) runCron() {
	defer close(in.cronDone)
	for {
		timer := time.NewTimer(time.Second / time.Duration(max(1, in.cfg.Hz.Load())))
		select {
		case <-in.stopCron:
			timer.Stop()
			return
		case <-timer.C:
			in.Cron()
		}
	}
}

// tendInterval is how often memory and disk are put in order.
const tendInterval = 20 * time.Millisecond

// runTend calls the engine's Tend.
func (in *Instance) runTend() {
	ticker := time.NewTicker(tendInterval)
	defer ticker.Stop()
	for {
		select {
		case <-in.stopCron:
			return
		case <-ticker.C:
			in.limitClients()
			in.engine.Tend()
		}
	}
}

// runWarm brings into memory what the last run had left on disk.
func (in *Instance) runWarm() {
	if err := in.engine.Warm(in.stopCron); err != nil {
		in.env.Logger.Error("cannot warm up; keys are read when they are asked for", "error", err)
	}
}

// saveLast writes a last checkpoint, so that the next start has nothing to replay. If it fails, the log has it all.
func (in *Instance) saveLast() error {
	if in.store == nil || in.env.ManualCron {
		return nil
	}
	_ = in.engine.Checkpoint() // its error was logged
	return nil
}

// Close drains the clients, writes a checkpoint, syncs the log and releases the directory. ctx bounds the draining.
func (in *Instance) Close(ctx context.Context) error {
	in.closeOnce.Do(func() {
		close(in.ending)
		in.scripts.Stop()
		drainErr := in.server.Shutdown(ctx)
		close(in.stopCron)
		<-in.cronDone
		in.background.Wait()
		in.closed.Store(true)
		in.closeErr = errors.Join(drainErr, in.closeHTTP(), in.saveLast())
		in.engine.Close()
		in.closeErr = errors.Join(in.closeErr, in.closeDirectory())
	})
	return in.closeErr
}
