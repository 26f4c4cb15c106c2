package server

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/holdfast-db/holdfast/internal/config"
)

const secondsADay = 24 * 60 * 60

func (f *family) infoServer(r *report) {
	now := f.Engine.Clock().NowMicros()
	uptimeSeconds := max(0, now/1000-f.Process.StartedAtMillis) / 1000
	r.text("redis_version", f.Process.RedisVersion)
	r.text("holdfast_version", f.Process.Version)
	r.text("redis_git_sha1", "00000000")
	r.number("redis_git_dirty", 0)
	r.text("redis_mode", "standalone")
	r.text("os", runtime.GOOS+" "+runtime.GOARCH)
	r.number("arch_bits", strconv.IntSize)
	r.text("multiplexing_api", f.multiplexing())
	r.text("monotonic_clock", "Go runtime")
	r.text("go_version", runtime.Version())
	r.number("process_id", int64(os.Getpid()))
	r.text("process_supervised", "no")
	r.text("run_id", f.Process.RunID)
	r.number("tcp_port", int64(f.Host.Port()))
	r.number("server_time_usec", now)
	r.number("uptime_in_seconds", uptimeSeconds)
	r.number("uptime_in_days", uptimeSeconds/secondsADay)
	r.number("hz", f.Config.Hz.Load())
	r.number("configured_hz", f.Config.Hz.Load())
	r.number("lru_clock", now/1e6&0xffffff)
	r.text("executable", f.executable)
	r.text("config_file", f.Config.File())
	r.number("io_threads_active", 0)
}

// multiplexing is how connections are served.
func (f *family) multiplexing() string {
	if runtime.GOOS != "linux" || f.Config.Transport.Load() == config.TransportGoroutines {
		return "goroutines"
	}
	return "epoll"
}

// executable is the path of the program, empty where the system does not tell.
func executable() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	return path
}

func (f *family) infoClients(r *report) {
	in, out := f.Clients.LargestBuffers()
	r.number("connected_clients", int64(f.Clients.Len()))
	r.number("cluster_connections", 0)
	r.number("maxclients", f.Config.MaxClients.Load())
	r.number("client_recent_max_input_buffer", in)
	r.number("client_recent_max_output_buffer", out)
	r.number("blocked_clients", int64(f.Clients.Blocked()))
	r.number("tracking_clients", f.Tracking.Clients())
	keys, anyChange := f.Engine.WaitedKeys()
	r.number("total_blocking_keys", keys)
	r.number("total_blocking_keys_on_nokey", anyChange)
}

func (f *family) infoMemory(r *report) {
	u := f.readUsage()
	r.bytes("used_memory", u.used)
	r.bytes("used_memory_rss", u.rss)
	r.bytes("used_memory_peak", u.peak)
	r.percent("used_memory_peak_perc", quotient(u.used, u.peak))
	r.number("used_memory_overhead", u.used-u.data)
	r.number("used_memory_startup", f.startMemory)
	r.number("used_memory_dataset", u.data)
	r.percent("used_memory_dataset_perc", quotient(u.data, max(u.used-f.startMemory, u.data)))
	r.number("allocator_allocated", u.used)
	r.number("allocator_resident", u.rss)
	r.bytes("total_system_memory", systemBytes())
	r.bytes("maxmemory", f.Config.MaxMemoryBytes.Load())
	for _, p := range f.Config.Get("maxmemory-policy") {
		r.text("maxmemory_policy", p.Value)
	}
	r.decimal("mem_fragmentation_ratio", quotient(u.rss, u.used), 2)
	r.number("mem_fragmentation_bytes", u.rss-u.used)
	f.infoScripts(r)
	r.zeros("mem_not_counted_for_evict", "mem_replication_backlog", "mem_total_replication_buffers", "mem_clients_slaves")
	r.bytes("mem_go_heap", u.heap)
	r.bytes("mem_arenas", f.Engine.ArenaBytes())
	r.number("mem_clients_normal", u.clients)
	r.zeros("mem_cluster_links")
	r.number("mem_aof_buffer", f.Engine.Log().Stats().BufferedBytes)
	r.text("mem_allocator", "holdfast")
	r.zeros("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects")
}

// infoScripts tells of the memory of scripts, which is estimated: the collector does not know whose it is.
func (f *family) infoScripts(r *report) {
	u := f.Scripts.Usage()
	r.number("used_memory_scripts", u.EvalBytes+u.FunctionBytes)
	r.number("used_memory_scripts_eval", u.EvalBytes)
	r.number("number_of_cached_scripts", int64(u.Scripts))
	r.number("number_of_functions", int64(u.Functions))
	r.number("number_of_libraries", int64(u.Libraries))
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
			r.text(fmt.Sprintf("db%d", db), fmt.Sprintf("keys=%d,expires=%d,avg_ttl=%d", keys, f.Engine.Expires(db),
				r.tx.AverageTTL(db)))
		}
	}
}
