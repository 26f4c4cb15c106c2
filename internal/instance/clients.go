package instance

// watchClients does what clients owe each other by the clock: those whose cached keys have expired are told, and those
// who read too slowly are closed.
func (in *Instance) watchClients() {
	in.tracking.Settle()
	in.shared.Clients.DropSlow(in.env.Clock.NowMillis())
}

// limitClients closes clients that take too much memory. Only then what is left counts where a limit is about keys, too:
// keys are not to vanish because of clients that have to.
func (in *Instance) limitClients() {
	if limit := in.maxClientMemory(); limit > 0 {
		in.shared.Clients.Evict(limit)
	}
	if in.cfg.MaxMemoryBytes.Load() > 0 {
		in.engine.MeasureOverhead()
	}
}

// maxClientMemory is what all clients together may take, in bytes; 0 is no limit.
func (in *Instance) maxClientMemory() int64 {
	return in.cfg.MaxMemoryClients.Of(in.cfg.MaxMemoryBytes.Load())
}
