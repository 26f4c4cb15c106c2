package server

import "runtime/metrics"

// usage is one reading of the memory, in bytes.
type usage struct {
	data    int64 // keys and values
	used    int64 // data and clients: what counts under maxmemory where keys may vanish or writes be refused
	peak    int64
	rss     int64 // what the system has given the process; 0 where it does not tell
	clients int64 // requests and replies under way
	heap    int64 // objects of the program itself
}

const heapMetric = "/memory/classes/heap/objects:bytes"

func (f *family) readUsage() usage {
	heap := []metrics.Sample{{Name: heapMetric}}
	metrics.Read(heap)
	u := usage{data: f.Engine.Memory(), rss: residentBytes(), clients: f.Clients.BufferBytes(), heap: int64(heap[0].Value.Uint64())}
	u.used, u.peak = f.readUsed()
	return u
}

// countKeys counts those of all databases.
func (f *family) countKeys() (n int64) {
	for db := range f.Engine.Databases() {
		n += int64(f.Engine.Len(db))
	}
	return n
}

// readUsed reads how much memory keys, values and the buffers of clients use, and returns it with the most that any reading has seen.
func (f *family) readUsed() (used, peak int64) {
	used = f.Engine.Memory() + f.Clients.BufferBytes()
	return used, f.raisePeak(used)
}

// raisePeak returns the most that has been used at any reading up to now.
func (f *family) raisePeak(used int64) int64 {
	for {
		peak := f.peakMemory.Load()
		if used <= peak {
			return peak
		}
		if f.peakMemory.CompareAndSwap(peak, used) {
			return used
		}
	}
}

// quotient is 0 where there is nothing to divide by.
func quotient(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func ratio(a, b int64) int64 { return int64(quotient(a, b)) }
