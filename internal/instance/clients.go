package instance

// watchClients does what clients owe each other by the clock: those whose cached keys have expired are told, and those
// who read too slowly or take too much memory are closed.
func (in *Instance) watchClients() {
	in.tracking.Settle()
	in.shared.Clients.DropSlow(in.env.Clock.NowMillis())
	if limit := in.maxClientMemory(); limit > 0 {
		in.shared.Clients.Evict(limit)
	}
}

// maxClientMemory is what all clients together may take, in bytes; 0 is no limit.
func (in *Instance) maxClientMemory() int64 {
	return in.cfg.MaxMemoryClients.Of(in.cfg.MaxMemoryBytes.Load())
}
