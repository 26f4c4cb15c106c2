package certs

import (
	"crypto/tls"
	"sync/atomic"
)

// Keeper keeps the configuration that new connections get. It is safe for concurrent use.
type Keeper struct{ current atomic.Pointer[tls.Config] }

// Set replaces the configuration. Connections that are there keep theirs.
func (k *Keeper) Set(c *tls.Config) { k.current.Store(c) }

// Config is for a listener: each connection gets what was Set last.
func (k *Keeper) Config() *tls.Config {
	return &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return k.current.Load(), nil },
		MinVersion:         tls.VersionTLS10, // the real configuration decides
	}
}
