// Package config holds the settings of the server, as users of redis-server
// know them: names, file, arguments, CONFIG GET, SET and REWRITE.
//
// It promises that a setting is stated once, in the table that its section
// returns; that the current value of a setting is read without a lock; and that
// a change is made as a whole or not at all. It does not act upon a value: who
// must, when one changes, says so with OnChange.
package config

import (
	"slices"
	"strings"
	"sync"
)

// Config is all the settings of one server. Every field is read with its Load
// method, by any goroutine at any time. Only New makes a usable Config.
type Config struct {
	Port           Int
	Bind           List
	UnixSocket     Text
	UnixSocketPerm Int
	TCPBacklog     Int
	TCPKeepalive   Seconds
	Timeout        Seconds
	MaxClients     Int
	ProtectedMode  Bool
	RequirePass    Text
	AuthTimeout    Seconds
	Transport      Enum[Transport]
	IOLoops        Int

	ACLFile        Text
	ACLChannels    Enum[ACLChannels]
	ACLLogMaxLen   Int
	UserLines      Lines
	RenameCommands Lines

	TLSPort        Int
	TLSCertFile    Text
	TLSKeyFile     Text
	TLSKeyPassword Text
	TLSCAFile      Text
	TLSCADir       Text
	TLSAuthClients Enum[AuthClients]
	TLSProtocols   Text
	TLSCiphers     Text

	ProtoMaxBulkBytes      Int
	ClientQueryBufferBytes Int
	ClientOutputBuffers    Limits
	MaxMemoryClients       Share
	TrackingTableMaxKeys   Int

	Dir             Text
	AppendOnly      Bool
	AppendFsync     Enum[Fsync]
	LogSegmentBytes Int

	CheckpointBytes      Int
	CheckpointDirtyBytes Int
	CheckpointInterval   Seconds
	ScanMaxOpen          Int
	ScanIdleTimeout      Seconds
	BlockCacheBytes      Int

	MaxMemoryBytes Int
	MemoryPolicy   Enum[MemoryPolicy]

	MaxMemorySamples Int
	EvictionTenacity Int
	LFULogFactor     Int
	LFUDecayMinutes  Int

	HashMaxListpackEntries Int
	HashMaxListpackValue   Int
	ListMaxListpackSize    Int
	ListCompressDepth      Int
	SetMaxIntsetEntries    Int
	SetMaxListpackEntries  Int
	SetMaxListpackValue    Int
	ZSetMaxListpackEntries Int
	ZSetMaxListpackValue   Int
	HLLSparseMaxBytes      Int
	StreamNodeMaxEntries   Int

	Databases       Int
	Shards          Int
	Hz              Int
	LogLevel        Enum[LogLevel]
	LogFile         Text
	LogFormat       Enum[LogFormat]
	DebugCommand    Enum[DebugCommand]
	ShutdownTimeout Seconds
	NotifyEvents    Events

	BusyReplyMillis Int
	MaxEvalScripts  Int
	EvalMemoryBytes Int

	SlowlogSlowerThanMicros    Int
	SlowlogMaxLen              Int
	LatencyThresholdMillis     Int
	LatencyTracking            Bool
	LatencyTrackingPercentiles Percentiles
	HTTPAddr                   Text

	// lazyfree answers for the five lazyfree settings, which change nothing.
	lazyfree [5]Bool
	// preferServerCiphers changes nothing.
	preferServerCiphers Bool

	// settings and byName are fixed by New.
	settings []*setting
	byName   map[string]*setting

	// mu makes changes one after the other. It guards hooks and file, and is
	// held while hooks run and while the file is rewritten.
	mu    sync.Mutex
	hooks []hook
	file  string
	// ignored is the names that Load has met and that mean something to Redis only.
	ignored []string
}

// New returns the default settings.
func New() *Config {
	c := &Config{byName: make(map[string]*setting)}
	for _, section := range c.sections() {
		for i := range section.settings {
			s := &section.settings[i]
			c.settings = append(c.settings, s)
			for _, name := range s.names() {
				c.byName[name] = s
			}
			words, err := splitWords(s.preset)
			if err != nil {
				panic("config: default of " + s.name + ": " + err.Error())
			}
			s.restore(words)
		}
	}
	return c
}

// File returns the name of the file that the settings were loaded from; empty
// when there was none.
func (c *Config) File() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.file
}

// Sensitive reports whether the values of the named setting are secrets, which
// must not show in a log.
func (c *Config) Sensitive(name string) bool {
	s := c.lookup(name)
	return s != nil && s.sensitive
}

func (c *Config) lookup(name string) *setting { return c.byName[strings.ToLower(name)] }

// same reports whether both settings have the same value.
func same(a, b *setting) bool { return slices.Equal(a.value.args(), b.value.args()) }
