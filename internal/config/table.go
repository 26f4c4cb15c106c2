package config

import "math"

// A section is the settings that belong together in the docs.
type section struct {
	title    string
	settings []setting
}

// sections returns the table of all settings. Everything that is said about a
// setting is said here; names and limits are those of Redis where it has them.
func (c *Config) sections() []section {
	return []section{
		{"Network", c.networkSettings()},
		{"Security", c.securitySettings()},
		{"TLS", c.tlsSettings()},
		{"Client buffers", c.bufferSettings()},
		{"Durability", c.durabilitySettings()},
		{"Memory", c.memorySettings()},
		{"Collections", c.collectionSettings()},
		{"Server", c.serverSettings()},
		{"Scripts", c.scriptSettings()},
		{"Watching", c.watchingSettings()},
		{"Accepted for compatibility", c.compatibilitySettings()},
	}
}

const (
	kb = 1 << 10
	mb = 1 << 20
	gb = 1 << 30
)

func (c *Config) networkSettings() []setting {
	return []setting{
		{name: "port", preset: "6379", value: number{&c.Port.v, 0, math.MaxUint16},
			doc: "The TCP port to listen on; 0 picks a free one, which the server prints, or is none if there is a `tls-port`."},
		{name: "bind", preset: "127.0.0.1 -::1", value: list{&c.Bind},
			doc: "The addresses to listen on; `*` and `::*` are all of them, and `\"\"` is none. One with a `-` before it may be missing on the machine."},
		{name: "unixsocket", preset: `""`, value: text{&c.UnixSocket}, immutable: true,
			doc: "The path of a Unix socket to listen on as well; empty is none."},
		{name: "unixsocketperm", preset: "0", value: octal{number{&c.UnixSocketPerm.v, 0, 0o777}}, immutable: true,
			doc: "The permissions of the Unix socket; 0 leaves them to the umask."},
		{name: "tcp-backlog", preset: "511", value: number{&c.TCPBacklog.v, 0, math.MaxInt32}, immutable: true,
			doc: "How many connections may wait to be accepted; the kernel may allow fewer."},
		{name: "tcp-keepalive", preset: "300", value: number{&c.TCPKeepalive.v, 0, math.MaxInt32}, immutable: true,
			doc: "Seconds after which a silent peer is asked whether it is still there; 0 never asks."},
		{name: "timeout", preset: "0", value: number{&c.Timeout.v, 0, math.MaxInt32},
			doc: "Seconds after which an idle client is closed; 0 never closes one."},
		{name: "maxclients", preset: "10000", value: number{&c.MaxClients.v, 1, math.MaxUint32},
			doc: "How many clients may be connected at a time."},
		{name: "transport", preset: "auto", value: enum[Transport]{&c.Transport}, immutable: true,
			doc: "What serves connections: event loops where the system has them, or a goroutine for each connection."},
		{name: "io-loops", preset: "0", value: number{&c.IOLoops.v, 0, 1024}, immutable: true,
			doc: "The number of event loops; 0 chooses it by the number of cores."},
	}
}

func (c *Config) securitySettings() []setting {
	return []setting{
		{name: "protected-mode", preset: "yes", value: yesNo{&c.ProtectedMode},
			doc: "While the default user needs no password, refuse clients that come from other machines."},
		{name: "requirepass", preset: `""`, value: text{&c.RequirePass}, sensitive: true,
			doc: "The password of the default user; empty asks for none."},
		{name: "auth-timeout", preset: "60", value: number{&c.AuthTimeout.v, 0, math.MaxInt32},
			doc: "Seconds within which a client must have said its password, where one is needed; 0 waits for ever."},
		{name: "user", preset: `""`, value: lines{&c.UserLines, false, errUserAgain}, immutable: true, sensitive: true, hidden: true, accumulates: true,
			doc: "A user and the rules for it, as for `ACL SETUSER`; a line for each user. Not together with `aclfile`."},
		{name: "aclfile", preset: `""`, value: text{&c.ACLFile}, immutable: true,
			doc: "The file of the users, which `ACL LOAD` reads and `ACL SAVE` writes; empty is none."},
		{name: "acl-pubsub-default", preset: "resetchannels", value: enum[ACLChannels]{&c.ACLChannels},
			doc: "The channels that new users may use: none, or all."},
		{name: "acllog-max-len", preset: "128", value: number{&c.ACLLogMaxLen.v, 0, math.MaxInt32},
			doc: "How many entries `ACL LOG` has at most."},
		{name: "rename-command", preset: `""`, value: lines{&c.RenameCommands, true, errRenamedAgain}, immutable: true, hidden: true, accumulates: true,
			doc: "A command and the name that clients know it by instead; `\"\"` takes it away. A line for each command. The log and ACL rules use the true names."},
	}
}

// tlsSettings may all change at run time but the port: new connections get what is set then.
func (c *Config) tlsSettings() []setting {
	return []setting{
		{name: "tls-port", preset: "0", value: number{&c.TLSPort.v, 0, math.MaxUint16},
			doc: "The TCP port for TLS; 0 is none. With one, `port 0` listens for TLS only. `SIGHUP` reads the files again."},
		{name: "tls-cert-file", preset: `""`, value: text{&c.TLSCertFile},
			doc: "The server's certificate, and those between it and its authority, as PEM."},
		{name: "tls-key-file", preset: `""`, value: text{&c.TLSKeyFile},
			doc: "The key of the certificate, as PEM."},
		{name: "tls-key-file-pass", preset: `""`, value: text{&c.TLSKeyPassword}, sensitive: true,
			doc: "The password of the key, if it is encrypted (PKCS #8, AES)."},
		{name: "tls-ca-cert-file", preset: `""`, value: text{&c.TLSCAFile},
			doc: "The authorities that certificates of clients must come from, as PEM."},
		{name: "tls-ca-cert-dir", preset: `""`, value: text{&c.TLSCADir},
			doc: "A directory of such files."},
		{name: "tls-auth-clients", preset: "yes", value: enum[AuthClients]{&c.TLSAuthClients},
			doc: "Whether clients must show a certificate, may, or need not."},
		{name: "tls-protocols", preset: `""`, value: text{&c.TLSProtocols},
			doc: "The versions, of `TLSv1 TLSv1.1 TLSv1.2 TLSv1.3`; empty is the last two."},
		{name: "tls-ciphers", preset: `""`, value: text{&c.TLSCiphers},
			doc: "The cipher suites up to TLS 1.2: names with colons between. Empty and `DEFAULT` are all that are safe."},
		{name: "tls-ciphersuites", preset: `""`, value: sole{"", "the cipher suites of TLS 1.3 are fixed: all of them are safe"},
			doc: "The cipher suites of TLS 1.3, which are fixed."},
	}
}

func (c *Config) bufferSettings() []setting {
	return []setting{
		{name: "proto-max-bulk-len", preset: "512mb", value: memory{number{&c.ProtoMaxBulkBytes.v, mb, math.MaxInt64}},
			doc: "The longest single argument of a command."},
		{name: "client-query-buffer-limit", preset: "1gb", value: memory{number{&c.ClientQueryBufferBytes.v, mb, math.MaxInt64}},
			doc: "The longest command, with all its arguments."},
		{name: "maxmemory-clients", preset: "0", value: share{memory{number{&c.MaxMemoryClients.v, 0, math.MaxInt64}}},
			doc: "The most memory that all clients together may take, as bytes or as a percentage of maxmemory: above it those that take most are closed. 0 is no limit."},
		{name: "tracking-table-max-keys", preset: "1000000", value: number{&c.TrackingTableMaxKeys.v, 0, math.MaxInt64},
			doc: "How many keys that clients cache the server remembers (CLIENT TRACKING); those it has no room for are declared changed. 0 is no limit."},
		{name: "client-output-buffer-limit", preset: "normal 0 0 0 replica 256mb 64mb 60 pubsub 32mb 8mb 60",
			value: limits{&c.ClientOutputBuffers}, accumulates: true,
			doc: "When to close a client that does not read its replies: at once above the hard limit, and above the soft limit after so many seconds. 0 is no limit. A class that is not named keeps its limits."},
	}
}

func (c *Config) durabilitySettings() []setting {
	return []setting{
		{name: "dir", preset: "./data", value: text{&c.Dir}, immutable: true,
			doc: "The directory of the data. It is made if it is missing."},
		{name: "appendonly", preset: "yes", value: yesNo{&c.AppendOnly}, immutable: true,
			doc: "Keep the commit log, without which nothing survives the end of the process."},
		{name: "appendfsync", preset: "everysec", value: enum[Fsync]{&c.AppendFsync},
			doc: "When the log must be on the disk: `always` before a write is acknowledged, `everysec` once a second, `no` when the system pleases."},
		{name: "log-segment-bytes", preset: "64mb", value: memory{number{&c.LogSegmentBytes.v, mb, gb}}, immutable: true,
			doc: "The size of one file of the log."},
		{name: "checkpoint-bytes", preset: "128mb", value: memory{number{&c.CheckpointBytes.v, 1, gb}},
			doc: "After how many bytes of log a checkpoint begins. It bounds what a restart has to replay."},
		{name: "checkpoint-dirty-bytes", preset: "0", value: memory{number{&c.CheckpointDirtyBytes.v, 0, gb}},
			doc: "After how many bytes of changed records and pages a checkpoint begins at the latest, because they cannot leave memory before; 0 is 128mb, or a twenty-fourth of the memory limit if that is less."},
		{name: "checkpoint-interval", preset: "60", value: number{&c.CheckpointInterval.v, 1, math.MaxInt32},
			doc: "How many seconds changes may wait for a checkpoint."},
		{name: "kscan-max-open", preset: "128", value: number{&c.ScanMaxOpen.v, 0, math.MaxInt32},
			doc: "How many scans that `KSCAN` has opened there may be. Each keeps on disk what has changed since."},
		{name: "kscan-idle-timeout", preset: "300", value: number{&c.ScanIdleTimeout.v, 0, math.MaxInt32},
			doc: "Seconds after which such a scan is closed if nobody has gone on with it; 0 never closes one."},
		{name: "block-cache-bytes", preset: "0", value: memory{number{&c.BlockCacheBytes.v, 0, math.MaxInt64}}, immutable: true,
			doc: "Memory for blocks that were read from checkpoints; 0 is a sixteenth of maxmemory, and from 8mb to 256mb."},
	}
}

func (c *Config) memorySettings() []setting {
	return []setting{
		{name: "maxmemory", preset: "0", value: memory{number{&c.MaxMemoryBytes.v, 0, math.MaxInt64}},
			doc: "The most memory to take. 0 is no limit, but under the policy tiered three quarters of what the machine or the container has."},
		{name: "maxmemory-policy", preset: "tiered", value: enum[MemoryPolicy]{&c.MemoryPolicy},
			doc: "What happens when the memory is full: under `tiered` values leave memory and stay on disk, under `noeviction` writes that need more are refused, and under the others keys vanish as in Redis. See docs/memory.md."},
		{name: "maxmemory-samples", preset: "5", value: number{&c.MaxMemorySamples.v, 1, math.MaxInt32},
			doc: "How many keys a policy looks at to find one that goes: more come closer to the true order and take more time."},
		{name: "maxmemory-eviction-tenacity", preset: "10", value: number{&c.EvictionTenacity.v, 0, 100},
			doc: "How long one command may delete keys to make room: 10 is half a millisecond, each more adds a sixth, and 100 has no bound."},
		{name: "lfu-log-factor", preset: "10", value: number{&c.LFULogFactor.v, 0, math.MaxInt32},
			doc: "How slowly the counters of uses grow under the LFU policies."},
		{name: "lfu-decay-time", preset: "1", value: number{&c.LFUDecayMinutes.v, 0, math.MaxInt32},
			doc: "After how many minutes a counter of uses loses one; 0 for never."},
	}
}

func (c *Config) collectionSettings() []setting {
	return []setting{
		{name: "hash-max-listpack-entries", alias: "hash-max-ziplist-entries", preset: "512", value: number{&c.HashMaxListpackEntries.v, 0, math.MaxInt64},
			doc: "How many fields a hash may have to be stored in one piece, as a listpack."},
		{name: "hash-max-listpack-value", alias: "hash-max-ziplist-value", preset: "64", value: memory{number{&c.HashMaxListpackValue.v, 0, math.MaxInt64}},
			doc: "How long the fields and values of such a hash may be."},
		{name: "list-max-listpack-size", alias: "list-max-ziplist-size", preset: "-2", value: number{&c.ListMaxListpackSize.v, math.MinInt32, math.MaxInt32},
			doc: "How large a list may be to be stored in one piece, as a listpack: -1 to -5 are 4, 8, 16, 32 and 64 KiB, a positive number is so many elements in 8 KiB."},
		{name: "list-compress-depth", preset: "1", value: number{&c.ListCompressDepth.v, 0, math.MaxInt32},
			doc: "Pages of a long list that are not at its ends are compressed until they are used; 0 never compresses any. Other numbers mean the same as 1."},
		{name: "set-max-intset-entries", preset: "512", value: number{&c.SetMaxIntsetEntries.v, 0, math.MaxInt64},
			doc: "How many members a set of integers may have to be stored in one piece, as an intset."},
		{name: "set-max-listpack-entries", preset: "128", value: number{&c.SetMaxListpackEntries.v, 0, math.MaxInt64},
			doc: "How many members another set may have to be stored in one piece, as a listpack."},
		{name: "set-max-listpack-value", preset: "64", value: memory{number{&c.SetMaxListpackValue.v, 0, math.MaxInt64}},
			doc: "How long the members of such a set may be."},
		{name: "zset-max-listpack-entries", alias: "zset-max-ziplist-entries", preset: "128", value: number{&c.ZSetMaxListpackEntries.v, 0, math.MaxInt64},
			doc: "How many members a sorted set may have to be stored in one piece, as a listpack."},
		{name: "zset-max-listpack-value", alias: "zset-max-ziplist-value", preset: "64", value: memory{number{&c.ZSetMaxListpackValue.v, 0, math.MaxInt64}},
			doc: "How long the members of such a sorted set may be."},
		{name: "hll-sparse-max-bytes", preset: "3000", value: memory{number{&c.HLLSparseMaxBytes.v, 0, math.MaxInt64}},
			doc: "How many bytes a HyperLogLog may take in its sparse form."},
		{name: "stream-node-max-entries", preset: "100", value: number{&c.StreamNodeMaxEntries.v, 0, math.MaxInt64},
			doc: "How many entries of a stream go at a time when it is trimmed with `~`."},
	}
}

func (c *Config) serverSettings() []setting {
	return []setting{
		{name: "databases", preset: "16", value: number{&c.Databases.v, 1, math.MaxUint16}, immutable: true,
			doc: "The number of databases that SELECT knows."},
		{name: "shards", preset: "128", value: powerOfTwo{number{&c.Shards.v, 1, kb}}, immutable: true,
			doc: "Into how many parts, each with a lock of its own, the keys are divided."},
		{name: "hz", preset: "10", value: clamped{number{&c.Hz.v, 0, math.MaxInt32}, 1, 500},
			doc: "How often a second background work is done. A value out of range becomes the nearest in it."},
		{name: "loglevel", preset: "notice", value: enum[LogLevel]{&c.LogLevel},
			doc: "The least important messages to log."},
		{name: "logfile", preset: `""`, value: text{&c.LogFile}, immutable: true,
			doc: "The file to log to; empty is the standard error."},
		{name: "log-format", preset: "text", value: enum[LogFormat]{&c.LogFormat}, immutable: true,
			doc: "How a message of the log is written: `text` as `key=value`, `json` as an object a line."},
		{name: "enable-debug-command", preset: "no", value: enum[DebugCommand]{&c.DebugCommand}, immutable: true,
			doc: "Who may use DEBUG: nobody, everybody, or clients on this machine."},
		{name: "shutdown-timeout", preset: "10", value: number{&c.ShutdownTimeout.v, 0, math.MaxInt32},
			doc: "The seconds that a shutdown waits for clients to be answered and to read their replies."},
		{name: "notify-keyspace-events", preset: `""`, value: events{&c.NotifyEvents},
			doc: "Which events of keys to publish: `K` on channels named after the key, `E` on channels named after the event; `g` generic commands, `$` strings, `l` lists, `s` sets, `h` hashes, `z` sorted sets, `t` streams, `x` expired and `e` evicted keys, `d` modules, `A` for all of these; `m` misses and `n` new keys. Empty publishes nothing."},
	}
}

func (c *Config) scriptSettings() []setting {
	return []setting{
		{name: "busy-reply-threshold", alias: "lua-time-limit", preset: "5000", value: number{&c.BusyReplyMillis.v, 0, math.MaxInt64},
			doc: "After how many milliseconds a script is slow: others are told so from then on, and may end it. 0 is never."},
		{name: "eval-memory-max", preset: "1gb", value: memory{number{&c.EvalMemoryBytes.v, mb, math.MaxInt64}},
			doc: "About how much memory a script may take while it runs; one that takes more is ended with an error, and what it has written stays, as after any error."},
		{name: "eval-scripts-max", preset: "1000", value: number{&c.MaxEvalScripts.v, 1, math.MaxInt32},
			doc: "How many scripts that came by EVAL are remembered for EVALSHA; those of SCRIPT LOAD always are."},
	}
}

func (c *Config) watchingSettings() []setting {
	return []setting{
		{name: "slowlog-log-slower-than", preset: "10000", value: number{&c.SlowlogSlowerThanMicros.v, -1, math.MaxInt64},
			doc: "The microseconds from which on a command is kept in `SLOWLOG`; 0 keeps all of them, -1 none. Below 1000 every command of a pipeline is timed by itself, which costs a few percent."},
		{name: "slowlog-max-len", preset: "128", value: number{&c.SlowlogMaxLen.v, 0, math.MaxInt64},
			doc: "How many commands `SLOWLOG` keeps."},
		{name: "latency-monitor-threshold", preset: "0", value: number{&c.LatencyThresholdMillis.v, 0, math.MaxInt64},
			doc: "The milliseconds from which on an event is kept for `LATENCY`; 0 keeps none."},
		{name: "latency-tracking", preset: "yes", value: yesNo{&c.LatencyTracking},
			doc: "Keep for each command how long it takes, for `LATENCY HISTOGRAM` and `INFO latencystats`."},
		{name: "latency-tracking-info-percentiles", preset: "50 99 99.9", value: percentiles{&c.LatencyTrackingPercentiles},
			doc: "The percentiles in `INFO latencystats`."},
		{name: "http-addr", preset: `""`, value: text{&c.HTTPAddr}, immutable: true,
			doc: "The address, such as `127.0.0.1:9121`, that serves `/metrics` for Prometheus, `/healthz` and `/readyz` without a password; empty is none."},
	}
}

func (c *Config) compatibilitySettings() []setting {
	const always = "Memory is always given back in the background, whatever this says."
	return []setting{
		{name: "lazyfree-lazy-eviction", preset: "no", value: yesNo{&c.lazyfree[0]}, doc: always},
		{name: "lazyfree-lazy-expire", preset: "no", value: yesNo{&c.lazyfree[1]}, doc: always},
		{name: "lazyfree-lazy-server-del", preset: "no", value: yesNo{&c.lazyfree[2]}, doc: always},
		{name: "lazyfree-lazy-user-del", preset: "no", value: yesNo{&c.lazyfree[3]}, doc: always},
		{name: "lazyfree-lazy-user-flush", preset: "no", value: yesNo{&c.lazyfree[4]}, doc: always},
		{name: "tls-prefer-server-ciphers", preset: "no", value: yesNo{&c.preferServerCiphers},
			doc: "The suite that suits both machines best is chosen, whatever this says."},
		{name: "save", preset: `""`,
			value: sole{"", `snapshots by rule are not available in this version; the commit log keeps the data, so write: save ""`},
			doc:   "The rules for snapshots. There are none: the log keeps the data."},
	}
}
