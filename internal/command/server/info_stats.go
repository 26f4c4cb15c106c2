package server

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
)

func (f *family) infoStats(r *report) {
	s, e, rates := &f.Clients.Stats, &f.Engine.Stats, f.Clients.Stats.Rates()
	r.number("total_connections_received", s.Connections.Load())
	r.number("total_commands_processed", r.table.Calls())
	r.number("instantaneous_ops_per_sec", int64(rates.Commands+0.5))
	r.number("total_net_input_bytes", s.NetIn.Load())
	r.number("total_net_output_bytes", s.NetOut.Load())
	r.zeros("total_net_repl_input_bytes", "total_net_repl_output_bytes")
	r.decimal("instantaneous_input_kbps", rates.NetIn/1024, 2)
	r.decimal("instantaneous_output_kbps", rates.NetOut/1024, 2)
	r.decimal("instantaneous_input_repl_kbps", 0, 2)
	r.decimal("instantaneous_output_repl_kbps", 0, 2)
	r.number("rejected_connections", s.Rejected.Load())
	r.zeros("sync_full", "sync_partial_ok", "sync_partial_err")
	r.number("expired_keys", e.Expired.Load())
	r.number("expired_fields", e.ExpiredFields.Load())
	r.number("expire_cycle_cpu_milliseconds", e.ExpireCycleTime.Load()/1000)
	r.number("evicted_keys", e.Evicted.Load())
	r.number("evicted_clients", s.Evictions.Load())
	r.zeros("total_eviction_exceeded_time", "current_eviction_exceeded_time")
	r.number("keyspace_hits", e.Hits.Load())
	r.number("keyspace_misses", e.Misses.Load())
	r.number("pubsub_channels", int64(f.PubSub.Len(client.Channel)))
	r.number("pubsub_patterns", int64(f.PubSub.Len(client.Pattern)))
	r.number("pubsubshard_channels", int64(f.PubSub.Len(client.ShardChannel)))
	r.zeros("latest_fork_usec", "total_forks", "migrate_cached_sockets", "slave_expires_tracked_keys")
	r.number("tracking_total_keys", f.Tracking.Keys())
	r.number("tracking_total_items", f.Tracking.Items())
	r.number("tracking_total_prefixes", int64(f.Tracking.Prefixes()))
	r.zeros("unexpected_error_replies")
	r.number("total_error_replies", s.Errors.Load())
	journal := &f.Clients.Users.Journal
	r.number("acl_access_denied_auth", journal.Denied(acl.DeniedAuth))
	r.number("acl_access_denied_cmd", journal.Denied(acl.DeniedCommand))
	r.number("acl_access_denied_key", journal.Denied(acl.DeniedKey))
	r.number("acl_access_denied_channel", journal.Denied(acl.DeniedChannel))
	r.number("total_reads_processed", s.Reads.Load())
	r.number("total_writes_processed", s.Writes.Load())
	r.zeros("io_threaded_reads_processed", "io_threaded_writes_processed", "dump_payload_sanitizations")
	r.number("client_query_buffer_limit_disconnections", s.QueryBufferKills.Load())
	r.number("client_output_buffer_limit_disconnections", s.OutputBufferKills.Load())
}

func infoCommands(r *report) {
	r.table.EachUsed(func(s *command.Spec, n command.Counts) {
		micros := n.Took.Microseconds()
		r.text("cmdstat_"+s.FullName(), fmt.Sprintf("calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
			n.Calls, micros, quotient(micros, n.Calls), n.Rejected, n.Failed))
	})
}

func (f *family) infoErrors(r *report) {
	counts := f.Clients.Stats.ErrorCounts()
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		r.text("errorstat_"+code, "count="+strconv.FormatInt(counts[code], 10))
	}
}

func (f *family) infoLatencies(r *report) {
	percentiles := f.Config.LatencyTrackingPercentiles.Load()
	if !f.Config.LatencyTracking.Load() || len(percentiles) == 0 {
		return
	}
	r.table.EachUsed(func(s *command.Spec, _ command.Counts) {
		h := s.Tally().Latencies()
		if h == nil {
			return
		}
		fields := make([]string, len(percentiles))
		for i, p := range percentiles {
			fields[i] = fmt.Sprintf("p%s=%.3f", strconv.FormatFloat(p, 'g', -1, 64), micros(h.Percentile(p)))
		}
		r.text("latency_percentiles_usec_"+s.FullName(), strings.Join(fields, ","))
	})
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
