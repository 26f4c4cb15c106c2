package scripting

import (
	"errors"
	"runtime"
	"runtime/metrics"
)

var errScriptMemory = errors.New("Script ended because it takes more memory than eval-memory-max allows.")

// lookBytes is how much a script may build between two looks at the memory.
const lookBytes = 32 << 20

// memoryWatch sees that a script does not use up the memory. It looks at the heap of the whole process, where little
// else grows: what the server stores lies outside. It looks when garbage was collected, which whoever takes much memory
// sets off, and before something large is built.
type memoryWatch struct {
	before  int64 // bytes of the heap without the script
	askedAt int64 // when before was found out, in unix milliseconds
	built   int64 // since the last look
	sample  []metrics.Sample
}

func newMemoryWatch() memoryWatch {
	return memoryWatch{sample: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
}

// baseMillis is for how long the heap counts as unchanged while no script runs.
const baseMillis = 1000

// start makes ready for a script.
func (w *memoryWatch) start(nowMillis int64) {
	w.built = 0
	if age := nowMillis - w.askedAt; age >= baseMillis || age < 0 {
		w.before, w.askedAt = w.heap(), nowMillis
	}
}

// room fails if the heap would have grown by more than limit bytes when n are added, and a collection does not help.
func (w *memoryWatch) room(n int, limit int64) error {
	w.built += int64(n)
	if n > 0 && w.built < lookBytes && w.built < limit {
		return nil
	}
	w.built = int64(n)
	if w.heap()+int64(n) <= w.before+limit {
		return nil
	}
	runtime.GC()
	if w.heap()+int64(n) <= w.before+limit {
		return nil
	}
	return errScriptMemory
}

func (w *memoryWatch) heap() int64 {
	metrics.Read(w.sample)
	return int64(w.sample[0].Value.Uint64())
}
