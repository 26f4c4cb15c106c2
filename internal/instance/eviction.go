package instance

import (
	"math"

	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// evictionOf is what the settings say about keys that vanish.
func evictionOf(cfg *config.Config) engine.Eviction {
	p := engine.Eviction{
		Samples:         cfg.MaxMemorySamples.Load(),
		LFULogFactor:    cfg.LFULogFactor.Load(),
		LFUDecayMinutes: cfg.LFUDecayMinutes.Load(),
		StepMicros:      stepMicros(cfg.EvictionTenacity.Load()),
	}
	switch cfg.MemoryPolicy.Load() {
	case config.PolicyVolatileLRU, config.PolicyVolatileLFU, config.PolicyVolatileRandom, config.PolicyVolatileTTL:
		p.OnlyExpiring = true
	}
	switch cfg.MemoryPolicy.Load() {
	case config.PolicyVolatileLRU, config.PolicyAllKeysLRU:
		p.Order = engine.OldFirst
	case config.PolicyVolatileLFU, config.PolicyAllKeysLFU:
		p.Order = engine.RareFirst
	case config.PolicyVolatileRandom, config.PolicyAllKeysRandom:
		p.Order = engine.AnyFirst
	case config.PolicyVolatileTTL:
		p.Order = engine.DueFirst
	}
	return p
}

// stepMicros is how long a command may evict by the tenacity, as in Redis: up to 10 it grows by 50 us a step, then by
// 15 percent, and at 100 it knows no bound.
func stepMicros(tenacity int64) int64 {
	const (
		linearSteps, stepBaseMicros, growth = 10, 50, 1.15
		boundless                           = 100
	)
	switch {
	case tenacity >= boundless:
		return 0
	case tenacity <= linearSteps:
		return max(tenacity*stepBaseMicros, 1)
	}
	return int64(linearSteps * stepBaseMicros * math.Pow(growth, float64(tenacity-linearSteps)))
}
