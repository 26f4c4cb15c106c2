package server

import "github.com/holdfast-db/holdfast/internal/command"

// watch follows the settings about what took too long, and reads several times a second what only counts over time.
func (f *family) watch() {
	f.startMemory, _ = f.readUsed()
	follow := func() error {
		f.Engine.Latency.SetThreshold(f.Config.LatencyThresholdMillis.Load())
		return nil
	}
	f.Config.OnChange(follow, "latency-monitor-threshold")
	_ = follow() // it cannot fail
	if f.EachTick == nil {
		return
	}
	f.EachTick(func(t *command.Table) {
		f.Clients.Stats.Sample(f.Engine.Clock().Mono(), t.Calls())
		f.readUsed()
	})
}
