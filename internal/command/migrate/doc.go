// Package migrate owns MIGRATE, which moves keys to another server: DUMP here, RESTORE there, and then DEL here.
//
// Redis stands still meanwhile. Here only the client waits that asked; others go on, and may change a key that is on its
// way. Then it is sent again, so that in the end either the other server has what was here last, and nothing is left
// here, or the command fails and everything is still here.
package migrate

import (
	"net"
	"time"

	"github.com/holdfast-db/holdfast/internal/command"
)

// Dial connects to the server that gets the keys.
type Dial func(network, addr string, timeout time.Duration) (net.Conn, error)

// Specs returns the family's commands; net.DialTimeout is the Dial to use.
func Specs(dial Dial) []command.Spec { return []command.Spec{migrateSpec(dial)} }
