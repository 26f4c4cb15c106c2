package instance

import (
	"net"

	"github.com/holdfast-db/holdfast/internal/command/server"
)

// host does for the commands what only the instance can do.
type host Instance

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
func (h *host) RewriteConfig() error {
	h.cfg.ReplaceUsers((*Instance)(h).aclFile(h.shared.Clients.Users).Lines())
	return h.cfg.Rewrite(h.env.FS)
}

// Reload implements server.Host: what comes back from disk is what would come back after a restart.
func (h *host) Reload() error { return h.engine.Unload() }

// PauseCron implements server.Host.
func (h *host) PauseCron(on bool) { h.cronPaused.Store(on) }

// Shutdown implements server.Host. Everything acknowledged is in the log already, so there is nothing that could
// keep the process from ending.
func (h *host) Shutdown(server.Shutdown) error {
	h.env.OnShutdown()
	return nil
}
