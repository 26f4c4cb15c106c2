package server

import (
	"fmt"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/latency"
)

func (f *family) latencyDoctor() command.Spec {
	spec := latencySub("DOCTOR", "2.8.13", "Tells what is known about slow events, with advice.", func(c *command.Call) {
		c.Out.Verbatim("txt", f.diagnose(f.Engine.Latency.Histories()))
	})
	spec.Compat = command.Partial("the findings and the advice are Holdfast's own")
	return spec
}

func (f *family) diagnose(all []latency.History) string {
	threshold := f.Engine.Latency.Threshold()
	switch {
	case threshold == 0 && len(all) == 0:
		return "The latency monitor is off. CONFIG SET latency-monitor-threshold <milliseconds> turns it on.\n"
	case len(all) == 0:
		return fmt.Sprintf("No event took %d ms or more since the start or the last LATENCY RESET.\n", threshold)
	}
	var b strings.Builder
	for _, h := range all {
		var sum int64
		for _, s := range h.Spikes {
			sum += s.Millis
		}
		last := h.Spikes[len(h.Spikes)-1]
		fmt.Fprintf(&b, "%s: %d seconds with spikes, on average %d ms, at most %d ms; the last, of %d ms, at Unix time %d.\n",
			h.Event, len(h.Spikes), sum/int64(len(h.Spikes)), h.MaxMillis, last.Millis, last.UnixSeconds)
		fmt.Fprintf(&b, "  %s\n", adviceOn(h.Event))
	}
	return b.String()
}

// adviceOn says what to look at when an event takes long.
func adviceOn(e latency.Event) string {
	switch e {
	case latency.Command:
		return "SLOWLOG GET shows which commands are slow; prefer SCAN and its like to KEYS, SMEMBERS or HGETALL of much data."
	case latency.FastCommand:
		return "Commands that should take no time did: the machine may be short of processors or memory, or swapping."
	case latency.ExpireCycle:
		return "Many keys expire at the same time; adding a random number of seconds to their expiry spreads the work."
	case latency.LogSync, latency.LogWrite:
		return "The disk is slow, or busy with something else; appendfsync everysec keeps clients from waiting for it."
	default:
		return ""
	}
}
