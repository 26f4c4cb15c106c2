package instance

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// collectorPercent lets the garbage collector run early: what lives on the Go heap is little and short-lived, so
	// more head-room would cost memory and gain nothing.
	collectorPercent = 50
	// leastHeadroomBytes is how much garbage may gather even so. A heap of which next to nothing is alive would be swept
	// for every few long values otherwise: half of the time that a SET of 1 MB took.
	leastHeadroomBytes = 8 << 20
	// leastLiveBytes is what the runtime takes to be alive at least when it sets the collector's goal.
	leastLiveBytes = 4 << 20
	// leastHeapBytes is for the program as such: what it loads at the start, connections, goroutines.
	leastHeapBytes = 16 << 20
	// heapShare of the memory limit is the Go heap's: a sixteenth for the store's cache, and three times a
	// twenty-fourth for a checkpoint that is gathered while the one before is written.
	heapShare = 5
	// heapStep is by which part the heap's limit has to change to be worth a change.
	heapStep = 16
)

// heapBytes is how much the Go heap may take of a memory limit, if no more of it is alive.
func heapBytes(limit int64) int64 { return leastHeapBytes + limit/heapShare }

// divideHeap tells the collector how much memory the Go heap may have, and the engine that it shall leave as much
// alone. The engine cannot just take what the heap does not need now: blocks that are freed here and there do not
// give memory back when the heap needs it again. A heap of which more is alive, because there are many clients, gets
// more, since a collector that fights for its limit takes all the processor's time.
func (in *Instance) divideHeap() {
	if !in.env.OwnsProcess {
		return
	}
	live := [1]metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live[:])
	liveBytes := int64(live[0].Value.Uint64())
	in.paceCollector(liveBytes)
	limit := in.tierBytes()
	if limit == 0 {
		if in.heapLimit != 0 {
			in.heapLimit = 0
			debug.SetMemoryLimit(math.MaxInt64)
		}
		return
	}
	heap := max(heapBytes(limit), 2*liveBytes)
	if change := heap - in.heapLimit; change > heap/heapStep || change < -heap/heapStep {
		in.heapLimit = heap
		debug.SetMemoryLimit(heap)
	}
	in.engine.SetBeside(in.heapLimit, programBytes())
}

// paceCollector tells the collector how much garbage may gather before it comes.
func (in *Instance) paceCollector(liveBytes int64) {
	percent := max(collectorPercent, leastHeadroomBytes*100/max(liveBytes, leastLiveBytes))
	if change := percent - in.heapPercent; change > percent/heapStep || change < -percent/heapStep {
		in.heapPercent = percent
		debug.SetGCPercent(int(percent))
	}
}

// leastReleaseBytes is how large a checkpoint must have been for its memory to be given back at once.
const leastReleaseBytes = 16 << 20

// releaseHeap gives the system back, in the background, what a checkpoint has taken of the heap: the collector would come
// again only when as much was allocated once more, which may be a checkpoint later.
func (in *Instance) releaseHeap() {
	s := in.engine.CheckpointStats()
	if s.Count == in.released || !in.env.OwnsProcess {
		return
	}
	in.released = s.Count
	if s.LastBytes >= leastReleaseBytes {
		go debug.FreeOSMemory()
	}
}
