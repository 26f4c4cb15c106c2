package config

import "slices"

// foreignNames are settings of Redis 7.2 that have nothing to set here, and older names of such: they are about forks,
// dump files, replicas, modules, the allocator or the process. Load lets them pass, so that a redis.conf that exists can
// be used as it is; the server names them in its log at the start. CONFIG GET and SET do not know them.
var foreignNames = [...]string{
	"active-defrag-cycle-max", "active-defrag-cycle-min", "active-defrag-ignore-bytes",
	"active-defrag-max-scan-fields", "active-defrag-threshold-lower", "active-defrag-threshold-upper",
	"active-expire-effort", "activedefrag", "activerehashing", "always-show-logo", "aof-disable-auto-gc",
	"aof-load-truncated", "aof-rewrite-incremental-fsync", "aof-timestamp-enabled", "aof-use-rdb-preamble",
	"aof_rewrite_cpulist", "appenddirname", "appendfilename", "auto-aof-rewrite-min-size",
	"auto-aof-rewrite-percentage", "bgsave_cpulist", "bio_cpulist", "crash-log-enabled", "crash-memcheck-enabled",
	"daemonize", "dbfilename", "disable-thp", "dynamic-hz", "enable-module-command", "enable-protected-configs",
	"ignore-warnings", "io-threads", "io-threads-do-reads", "jemalloc-bg-thread", "locale-collate",
	"min-replicas-max-lag", "min-replicas-to-write", "min-slaves-max-lag", "min-slaves-to-write",
	"no-appendfsync-on-rewrite", "oom-score-adj", "oom-score-adj-values", "pidfile", "proc-title-template",
	"propagation-error-behavior", "rdb-del-sync-files", "rdb-save-incremental-fsync", "rdbchecksum",
	"rdbcompression", "repl-backlog-size", "repl-backlog-ttl", "repl-disable-tcp-nodelay", "repl-diskless-load",
	"repl-diskless-sync", "repl-diskless-sync-delay", "repl-diskless-sync-max-replicas", "repl-diskless-sync-period",
	"repl-ping-replica-period", "repl-ping-slave-period", "repl-timeout", "replica-ignore-disk-write-errors",
	"replica-ignore-maxmemory", "replica-lazy-flush", "replica-priority", "replica-read-only",
	"replica-serve-stale-data", "sanitize-dump-payload", "server_cpulist", "set-proc-title", "shutdown-on-sigint",
	"shutdown-on-sigterm", "slave-ignore-maxmemory", "slave-lazy-flush", "slave-priority", "slave-read-only",
	"slave-serve-stale-data", "socket-mark-id", "stop-writes-on-bgsave-error", "stream-node-max-bytes", "supervised",
	"syslog-enabled", "syslog-facility", "syslog-ident", "tls-dh-params-file", "tls-session-cache-size",
	"tls-session-cache-timeout", "tls-session-caching",
}

func isForeign(name string) bool { return slices.Contains(foreignNames[:], name) }

// Ignored returns the settings of Redis's that Load has met and passed over.
func (c *Config) Ignored() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.ignored)
}
