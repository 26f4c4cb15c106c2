package config

import (
	"errors"
	"slices"
	"strings"
)

// named is a type whose values are numbered in the order of their names. The
// order is that of Redis, since error messages show it.
type named interface {
	~int32
	names() []string
}

// Fsync says when the log must be on the disk.
type Fsync int32

// The values of appendfsync.
const (
	FsyncEverySec Fsync = iota
	FsyncAlways
	FsyncNo
)

func (Fsync) names() []string { return []string{"everysec", "always", "no"} }

// MemoryPolicy says what happens when the memory is full.
type MemoryPolicy int32

// The values of maxmemory-policy.
const (
	PolicyTiered MemoryPolicy = iota
	PolicyVolatileLRU
	PolicyVolatileLFU
	PolicyVolatileRandom
	PolicyVolatileTTL
	PolicyAllKeysLRU
	PolicyAllKeysLFU
	PolicyAllKeysRandom
	PolicyNoEviction
)

func (MemoryPolicy) names() []string {
	return []string{"tiered", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
		"allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction"}
}

// LogLevel is the least important level that is logged.
type LogLevel int32

// The values of loglevel.
const (
	LogDebug LogLevel = iota
	LogVerbose
	LogNotice
	LogWarning
	LogNothing
)

func (LogLevel) names() []string {
	return []string{"debug", "verbose", "notice", "warning", "nothing"}
}

// LogFormat says how a message of the log is written.
type LogFormat int32

// The values of log-format.
const (
	LogText LogFormat = iota
	LogJSON
)

func (LogFormat) names() []string { return []string{"text", "json"} }

// DebugCommand says who may use DEBUG.
type DebugCommand int32

// The values of enable-debug-command.
const (
	DebugNo DebugCommand = iota
	DebugYes
	DebugLocal
)

// Allows reports whether somebody may use DEBUG who is on this machine, or is not.
func (d DebugCommand) Allows(isLocal bool) bool { return d == DebugYes || d == DebugLocal && isLocal }

func (DebugCommand) names() []string { return []string{"no", "yes", "local"} }

// ACLChannels says which channels new users may use.
type ACLChannels int32

// The values of acl-pubsub-default.
const (
	ResetChannels ACLChannels = iota
	AllChannels
)

func (ACLChannels) names() []string { return []string{"resetchannels", "allchannels"} }

// AuthClients says whether clients must show a certificate.
type AuthClients int32

// The values of tls-auth-clients.
const (
	AuthClientsNo AuthClients = iota
	AuthClientsYes
	AuthClientsOptional
)

func (AuthClients) names() []string { return []string{"no", "yes", "optional"} }

// Transport says what serves the connections.
type Transport int32

// The values of transport.
const (
	TransportAuto Transport = iota
	TransportLoops
	TransportGoroutines
)

func (Transport) names() []string { return []string{"auto", "loops", "goroutines"} }

// enum is the value of a setting that is one of a few names.
type enum[T named] struct{ to *Enum[T] }

func (e enum[T]) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	var t T
	n := slices.Index(t.names(), strings.ToLower(arg))
	if n < 0 {
		return nil, errors.New("argument(s) must be one of the following: " + e.describe())
	}
	return func() { e.to.v.Store(int32(n)) }, nil
}

func (e enum[T]) get() string {
	t := e.to.Load()
	return t.names()[t]
}

func (e enum[T]) args() []string { return []string{e.get()} }

func (e enum[T]) describe() string {
	var t T
	return strings.Join(t.names(), ", ")
}
