package server

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/acl"
)

const secondsADay = 24 * 60 * 60

func (f *family) infoServer(r *report) {
	now := f.Engine.Clock().NowMicros()
	uptimeSeconds := max(0, now/1000-f.Process.StartedAtMillis) / 1000
	r.text("redis_version", f.Process.RedisVersion)
	r.text("holdfast_version", f.Process.Version)
	r.text("redis_mode", "standalone")
	r.text("os", runtime.GOOS+" "+runtime.GOARCH)
	r.number("arch_bits", strconv.IntSize)
	r.text("go_version", runtime.Version())
	r.number("process_id", int64(os.Getpid()))
	r.text("run_id", f.Process.RunID)
	r.number("tcp_port", int64(f.Host.Port()))
	r.number("server_time_usec", now)
	r.number("uptime_in_seconds", uptimeSeconds)
	r.number("uptime_in_days", uptimeSeconds/secondsADay)
	r.number("hz", f.Config.Hz.Load())
	r.number("configured_hz", f.Config.Hz.Load())
	r.text("config_file", f.Config.File())
}

func (f *family) infoClients(r *report) {
	r.number("connected_clients", int64(f.Clients.Len()))
	r.number("cluster_connections", 0)
	r.number("maxclients", f.Config.MaxClients.Load())
	r.number("blocked_clients", int64(f.Clients.Blocked()))
	r.number("tracking_clients", 0)
}

func (f *family) infoMemory(r *report) {
	u := f.readUsage()
	r.bytes("used_memory", u.used)
	r.bytes("used_memory_rss", u.rss)
	r.bytes("used_memory_peak", u.peak)
	r.text("used_memory_peak_perc", fmt.Sprintf("%.2f%%", 100*quotient(u.used, u.peak)))
	r.number("used_memory_overhead", u.used-u.data)
	r.number("used_memory_dataset", u.data)
	r.text("used_memory_dataset_perc", fmt.Sprintf("%.2f%%", 100*quotient(u.data, u.used)))
	r.bytes("total_system_memory", systemBytes())
	r.bytes("maxmemory", f.Config.MaxMemoryBytes.Load())
	for _, p := range f.Config.Get("maxmemory-policy") {
		r.text("maxmemory_policy", p.Value)
	}
	r.decimal("mem_fragmentation_ratio", quotient(u.rss, u.used), 2)
	r.number("mem_fragmentation_bytes", u.rss-u.used)
	r.bytes("mem_go_heap", u.heap)
	r.bytes("mem_arenas", f.Engine.ArenaBytes())
	r.number("mem_clients_normal", u.clients)
	r.number("mem_aof_buffer", f.Engine.Log().Stats().BufferedBytes)
	r.text("mem_allocator", "holdfast")
	r.number("lazyfree_pending_objects", 0)
}

func (f *family) infoPersistence(r *report) {
	log := f.Engine.Log()
	stats := log.Stats()
	r.number("loading", 0)
	r.number("async_loading", 0)
	f.infoCheckpoints(r)
	r.flag("aof_enabled", f.Config.AppendOnly.Load())
	r.number("aof_rewrite_in_progress", 0)
	r.number("aof_rewrite_scheduled", 0)
	r.text("aof_last_bgrewrite_status", "ok")
	r.text("aof_last_write_status", writeStatus(stats.Full))
	if !f.Config.AppendOnly.Load() {
		return
	}
	r.number("aof_current_size", stats.Bytes)
	r.number("aof_buffer_length", stats.BufferedBytes)
	r.number("aof_delayed_fsync", stats.DelayedSyncs)
	r.number("log_segments", int64(stats.Segments))
	r.number("log_syncs", stats.Syncs)
	r.number("log_last_sync_usec", stats.LastSyncDuration.Microseconds())
	r.number("log_appended_lsn", int64(log.Appended()))
	r.number("log_acked_lsn", int64(log.Acked()))
	r.number("log_durable_lsn", int64(log.Durable()))
}

func writeStatus(isFull bool) string {
	if isFull {
		return "err"
	}
	return "ok"
}

func (f *family) infoStats(r *report) {
	s, e := &f.Clients.Stats, &f.Engine.Stats
	r.number("total_connections_received", s.Connections.Load())
	r.number("total_commands_processed", s.Commands.Load())
	r.number("total_net_input_bytes", s.NetIn.Load())
	r.number("total_net_output_bytes", s.NetOut.Load())
	r.number("rejected_connections", s.Rejected.Load())
	r.number("sync_full", 0)
	r.number("sync_partial_ok", 0)
	r.number("sync_partial_err", 0)
	r.number("expired_keys", e.Expired.Load())
	r.number("expire_cycle_cpu_milliseconds", e.ExpireCycleTime.Load()/1000)
	r.number("evicted_keys", e.Evicted.Load())
	r.number("evicted_clients", 0)
	r.number("keyspace_hits", e.Hits.Load())
	r.number("keyspace_misses", e.Misses.Load())
	r.number("pubsub_channels", 0)
	r.number("pubsub_patterns", 0)
	r.number("latest_fork_usec", 0)
	r.number("total_error_replies", s.Errors.Load())
	journal := &f.Clients.Users.Journal
	r.number("acl_access_denied_auth", journal.Denied(acl.DeniedAuth))
	r.number("acl_access_denied_cmd", journal.Denied(acl.DeniedCommand))
	r.number("acl_access_denied_key", journal.Denied(acl.DeniedKey))
	r.number("acl_access_denied_channel", journal.Denied(acl.DeniedChannel))
	r.number("client_query_buffer_limit_disconnections", s.QueryBufferKills.Load())
	r.number("client_output_buffer_limit_disconnections", s.OutputBufferKills.Load())
}

func (f *family) infoReplication(r *report) {
	r.text("role", "master")
	r.number("connected_slaves", 0)
	r.text("master_failover_state", "no-failover")
	r.text("master_replid", f.Process.RunID)
	r.text("master_replid2", strings.Repeat("0", 40))
	r.number("master_repl_offset", 0)
	r.number("second_repl_offset", -1)
	r.number("repl_backlog_active", 0)
	r.number("repl_backlog_size", 0)
	r.number("repl_backlog_first_byte_offset", 0)
	r.number("repl_backlog_histlen", 0)
}

func infoCPU(r *report) {
	system, user := cpuSeconds()
	r.decimal("used_cpu_sys", system, 6)
	r.decimal("used_cpu_user", user, 6)
	r.decimal("used_cpu_sys_children", 0, 6)
	r.decimal("used_cpu_user_children", 0, 6)
}

func (f *family) infoKeyspace(r *report) {
	for db := range f.Engine.Databases() {
		if keys := f.Engine.Len(db); keys > 0 {
			r.text(fmt.Sprintf("db%d", db), fmt.Sprintf("keys=%d,expires=%d,avg_ttl=0", keys, f.Engine.Expires(db)))
		}
	}
}
