package lsm

// Metrics say how the store is doing.
type Metrics struct {
	DiskBytes           int64 // all files, those waiting for deletion included
	Tables              int64
	CacheBytes          int64 // blocks in the cache
	CacheHits           int64
	CacheMisses         int64
	FilterHits          int64 // lookups that a filter ended
	FilterMisses        int64
	MemTableBytes       int64 // committed and in memory, batches included
	ReadAmplification   int   // tables that the read of one key may visit
	CompactionDebtBytes int64 // what compactions have yet to read
	CompactedBytes      int64 // written by compactions since Open
	FlushedBytes        int64 // written by flushes since Open
	WriteStalls         int64 // commits that had to wait
}

// Metrics returns the state of things.
func (s *Store) Metrics() Metrics {
	m := s.db.Metrics()
	total := m.Total()
	return Metrics{
		DiskBytes:           int64(m.DiskSpaceUsage()),
		Tables:              total.TablesCount,
		CacheBytes:          m.BlockCache.Size,
		CacheHits:           m.BlockCache.Hits,
		CacheMisses:         m.BlockCache.Misses,
		FilterHits:          m.Filter.Hits,
		FilterMisses:        m.Filter.Misses,
		MemTableBytes:       int64(m.MemTable.Size),
		ReadAmplification:   m.ReadAmp(),
		CompactionDebtBytes: int64(m.Compact.EstimatedDebt),
		CompactedBytes:      int64(total.TableBytesCompacted),
		FlushedBytes:        int64(m.Levels[0].TableBytesFlushed),
		WriteStalls:         s.stalls.Load(),
	}
}
