package metrics

import (
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/latency"
)

// collector reads the counters whenever Prometheus asks. The alternative, counters of the client library's own, would
// have the hot path count everything twice.
type collector struct{ Source }

// Describe implements prometheus.Collector. A collector that describes nothing is not checked, so that the commands
// and errors that there are need not be known before.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (c collector) Collect(out chan<- prometheus.Metric) {
	s := sink{out}
	s.gauge("build_info", "The version of the server.", 1, label{"version", c.Version}, label{"go_version", runtime.Version()})
	c.clients(s)
	c.commands(s)
	c.keys(s)
	c.log(s)
}

func (c collector) clients(s sink) {
	stats := &c.Clients.Stats
	s.gauge("connected_clients", "Clients that are connected.", float64(c.Clients.Len()))
	s.gauge("blocked_clients", "Clients that wait for others.", float64(c.Clients.Blocked()))
	s.counter("connections_accepted_total", "Connections accepted.", stats.Connections.Load())
	s.counter("connections_rejected_total", "Connections refused because of maxclients.", stats.Rejected.Load())
	s.counter("net_input_bytes_total", "Bytes received from clients.", stats.NetIn.Load())
	s.counter("net_output_bytes_total", "Bytes sent to clients.", stats.NetOut.Load())
	s.counter("query_buffer_disconnections_total", "Clients closed because their command was too long.", stats.QueryBufferKills.Load())
	s.counter("output_buffer_disconnections_total", "Clients closed because they did not read their replies.", stats.OutputBufferKills.Load())
	s.gauge("slowlog_length", "Commands in SLOWLOG.", float64(c.Clients.Slow.Len()))
	for code, n := range stats.ErrorCounts() {
		s.counter("error_replies_total", "Error replies by code.", n, label{"code", code})
	}
}

func (c collector) commands(s sink) {
	s.counter("commands_processed_total", "Commands that ran.", c.Table.Calls())
	c.Table.EachUsed(func(spec *command.Spec, n command.Counts) {
		name := label{"command", spec.FullName()}
		s.counter("command_calls_total", "Calls of a command.", n.Calls, name)
		s.counter("command_rejected_total", "Calls of a command that were refused before they ran.", n.Rejected, name)
		s.counter("command_failed_total", "Calls of a command that replied with an error.", n.Failed, name)
		s.seconds("command_seconds_total", "Time that a command has taken.", n.Took, name)
		if h := spec.Tally().Latencies(); h != nil {
			s.histogram("command_duration_seconds", "How long calls of a command take.", h, n.Took, name)
		}
	})
}

func (c collector) keys(s sink) {
	stats := &c.Engine.Stats
	s.counter("keyspace_hits_total", "Keys that were looked up and found.", stats.Hits.Load())
	s.counter("keyspace_misses_total", "Keys that were looked up and not found.", stats.Misses.Load())
	s.counter("expired_keys_total", "Keys removed because their time was over.", stats.Expired.Load())
	s.counter("expired_fields_total", "Fields of hashes removed because their time was over.", stats.ExpiredFields.Load())
	s.counter("changes_total", "Changes of keys.", stats.Changes.Load())
	s.gauge("memory_data_bytes", "Memory taken by keys and values.", float64(c.Engine.Memory()))
	s.gauge("memory_max_bytes", "The limit on memory for keys and values, 0 for none.", float64(c.Engine.MaxMemory()))
	for db := range c.Engine.Databases() {
		if n := c.Engine.Len(db); n > 0 {
			name := label{"db", strconv.Itoa(db)}
			s.gauge("db_keys", "Keys in a database.", float64(n), name)
			s.gauge("db_keys_expiring", "Keys in a database that expire.", float64(c.Engine.Expires(db)), name)
		}
	}
}

func (c collector) log(s sink) {
	log := c.Engine.Log()
	stats := log.Stats()
	full := 0.0
	if stats.Full {
		full = 1
	}
	s.gauge("log_full", "1 while the disk is full and writes are refused.", full)
	s.gauge("log_bytes", "Size of the commit log.", float64(stats.Bytes))
	s.gauge("log_segments", "Files of the commit log.", float64(stats.Segments))
	s.gauge("log_buffered_bytes", "Bytes of the log not yet written.", float64(stats.BufferedBytes))
	s.counter("log_syncs_total", "Syncs of the log.", stats.Syncs)
	s.counter("log_delayed_syncs_total", "Syncs that were due while one still ran.", stats.DelayedSyncs)
	s.gauge("log_last_sync_seconds", "How long the last sync took.", stats.LastSyncDuration.Seconds())
	s.gauge("log_appended_lsn", "The last record of the log.", float64(log.Appended()))
	s.gauge("log_durable_lsn", "The last record that was synced.", float64(log.Durable()))
}

// sink sends metrics to whoever collects them.
type sink struct{ out chan<- prometheus.Metric }

type label struct{ name, value string }

func describe(name, help string, labels []label) (*prometheus.Desc, []string) {
	names, values := make([]string, len(labels)), make([]string, len(labels))
	for i, l := range labels {
		names[i], values[i] = l.name, l.value
	}
	return prometheus.NewDesc("holdfast_"+name, help, names, nil), values
}

func (s sink) gauge(name, help string, v float64, labels ...label) {
	desc, values := describe(name, help, labels)
	s.out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, values...)
}

func (s sink) counter(name, help string, n int64, labels ...label) {
	desc, values := describe(name, help, labels)
	s.out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(n), values...)
}

func (s sink) seconds(name, help string, d time.Duration, labels ...label) {
	desc, values := describe(name, help, labels)
	s.out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, d.Seconds(), values...)
}

// histogram has a bucket for each power of four of microseconds up to 16 s.
func (s sink) histogram(name, help string, h *latency.Histogram, sum time.Duration, labels ...label) {
	desc, values := describe(name, help, labels)
	points := make(map[float64]uint64)
	for limit := time.Microsecond; limit <= 1<<24*time.Microsecond; limit *= 4 {
		points[limit.Seconds()] = uint64(h.AtMost(limit))
	}
	s.out <- prometheus.MustNewConstHistogram(desc, uint64(h.Count()), sum.Seconds(), points, values...)
}
