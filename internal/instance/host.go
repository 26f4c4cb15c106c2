package instance

import (
	"errors"
	"net"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/server"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// host does for the commands what only the instance can do.
type host Instance

var errNoLog = errors.New("there is no log to load from: appendonly is no")

// Port implements server.Host.
func (h *host) Port() int {
	for _, addr := range h.server.Addrs() {
		if tcp, ok := addr.(*net.TCPAddr); ok {
			return tcp.Port
		}
	}
	return 0
}

// RewriteConfig implements server.Host.
func (h *host) RewriteConfig() error { return h.cfg.Rewrite(h.env.FS) }

// Reload implements server.Host.
func (h *host) Reload() error {
	if !h.cfg.AppendOnly.Load() {
		return errNoLog
	}
	open := func() (commitlog.Log, error) {
		log, err := commitlog.Open(commitlog.Options{
			FS: h.env.FS, Dir: LogDir(h.cfg.Dir.Load(), h.env.FS.PathJoin), ReadOnly: true, Logger: h.env.Logger,
		})
		if err == nil {
			h.scripts.Libraries.Clear() // the log has them, too
		}
		return log, err
	}
	return h.engine.Reload(open, command.NewApplier(h.table).Apply)
}

// Shutdown implements server.Host. Everything acknowledged is in the log already, so there is nothing that could
// keep the process from ending.
func (h *host) Shutdown(server.Shutdown) error {
	h.env.OnShutdown()
	return nil
}
