// Package connection owns the commands about the connection itself: who is talking, in which protocol, to which
// database, and what an operator may do to other connections.
package connection

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

// family is what the commands of the package need besides the call.
type family struct {
	clients *client.Registry
	caches  *tracking.Table
	version string // of Redis, as HELLO reports it
}

// Specs returns the family's commands. caches is what CLIENT TRACKING works on. HELLO reports redisVersion as the server's.
func Specs(clients *client.Registry, caches *tracking.Table, redisVersion string) []command.Spec {
	f := &family{clients: clients, caches: caches, version: redisVersion}
	return []command.Spec{
		f.auth(), f.client(), echoSpec(), f.hello(), pingSpec(), quitSpec(), f.reset(), selectSpec(),
	}
}
