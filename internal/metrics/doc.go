// Package metrics owns what monitoring systems are told over HTTP: numbers for Prometheus, and whether the process is
// up and ready. It tells nothing about single clients, keys or values.
package metrics

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// Source is what is measured.
type Source struct {
	Table   *command.Table
	Engine  *engine.Engine
	Clients *client.Registry
	Version string
	// IsAccepting reports whether new clients are let in.
	IsAccepting func() bool
	// AllowsDebug reports whether somebody may use DEBUG who is on this machine, or is not.
	AllowsDebug func(isLocal bool) bool
}
