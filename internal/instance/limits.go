package instance

import (
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/value/hash"
	"github.com/holdfast-db/holdfast/internal/value/list"
	"github.com/holdfast-db/holdfast/internal/value/set"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

// limitsOf is how large the settings let small collections be.
func limitsOf(cfg *config.Config) engine.Limits {
	l := engine.DefaultLimits()
	l.Hash = hash.Limits{
		Entries: int(cfg.HashMaxListpackEntries.Load()),
		Bytes:   int(cfg.HashMaxListpackValue.Load()),
	}
	l.List = list.Limits{Size: int(cfg.ListMaxListpackSize.Load()), Compress: cfg.ListCompressDepth.Load() != 0}
	l.Set = set.Limits{
		Ints:    int(cfg.SetMaxIntsetEntries.Load()),
		Entries: int(cfg.SetMaxListpackEntries.Load()),
		Bytes:   int(cfg.SetMaxListpackValue.Load()),
	}
	l.ZSet = zset.Limits{
		Entries: int(cfg.ZSetMaxListpackEntries.Load()),
		Bytes:   int(cfg.ZSetMaxListpackValue.Load()),
	}
	return l
}

// pinLimitsOf is how many scans the settings let clients hold open, and for how long.
func pinLimitsOf(cfg *config.Config) engine.PinLimits {
	return engine.PinLimits{Max: int(cfg.ScanMaxOpen.Load()), IdleMillis: cfg.ScanIdleTimeout.Load().Milliseconds()}
}
