package lsm

import (
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
)

const (
	// formatVersion is pinned: a newer one is a decision.
	formatVersion = pebble.FormatTableFormatV6

	filterBitsPerKey = 10
	blockBytes       = 8 << 10
	indexBlockBytes  = 128 << 10
	// maxTableBytes bounds what a read of an absent key may have to load: the
	// filter of a table this large is some 130 KB for records of 300 bytes.
	maxTableBytes = 32 << 20

	never = 1 << 20
)

// fastest compresses all levels in the same way. Writing 300-byte records took
// 3 % more CPU than without compression, against 14 % with Zstandard at the
// bottom, which in Go is slow to read as well.
func fastest() *sstable.CompressionProfile { return sstable.FastestCompression }

// tuning says how Pebble is used here: no log, batches of tens of megabytes that
// are flushed at once, point reads of values from 100 bytes to 2 KB.
func (s *Store) tuning() *pebble.Options {
	log := logger{s.opts.Logger, s.opts.Fatal}
	o := &pebble.Options{
		FS:                          files{s.opts.FS, s.watch.gate},
		Lock:                        s.lock,
		FormatMajorVersion:          formatVersion,
		DisableWAL:                  true,
		ReadOnly:                    s.opts.ReadOnly,
		Cache:                       s.cache,
		MaxOpenFiles:                s.opts.MaxOpenFiles,
		MemTableSize:                uint64(s.opts.MemTableBytes),
		MemTableStopWritesThreshold: never, // see waitForRoom
		L0StopWritesThreshold:       never,
		L0CompactionThreshold:       2,
		LBaseMaxBytes:               64 << 20,
		MaxManifestFileSize:         8 << 20, // read at every start
		CompactionConcurrencyRange:  func() (int, int) { return 1, s.opts.MaxCompactions },
		Logger:                      log,
		EventListener:               s.watch.listener(),
	}
	o.Experimental.L0CompactionConcurrency = 6
	o.Experimental.CompactionDebtConcurrency = 256 << 20
	o.Experimental.ReadSamplingMultiplier = -1 // reads cause no compactions
	for i := range o.TargetFileSizes {
		o.TargetFileSizes[i] = min(int64(2<<20)<<i, maxTableBytes)
	}
	for i := range o.Levels {
		o.Levels[i] = pebble.LevelOptions{
			BlockSize:      blockBytes,
			IndexBlockSize: indexBlockBytes,
			FilterPolicy:   bloom.FilterPolicy(filterBitsPerKey),
			Compression:    fastest,
		}
	}
	return o
}
