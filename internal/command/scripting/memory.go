package scripting

import (
	"errors"
	"runtime"
	"runtime/metrics"
)

var errScriptMemory = errors.New("Script ended because it takes more memory than eval-memory-max allows.")

// ticksPerLook is how many ticks lie between two looks at the memory: some milliseconds.
const ticksPerLook = 64

// memoryWatch sees that a script does not use up the memory. It looks at the heap of the whole process, where little
// else grows: what the server stores lies outside.
type memoryWatch struct {
	ticks  int
	before uint64 // bytes at the first look
	sample []metrics.Sample
}

func newMemoryWatch() memoryWatch {
	return memoryWatch{sample: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
}

// start makes ready for a script.
func (w *memoryWatch) start() { w.ticks, w.before = 0, 0 }

// tick fails when the heap has grown by more than limit bytes since the first look, and a collection does not help.
func (w *memoryWatch) tick(limit int64) error {
	w.ticks++
	if w.ticks%ticksPerLook != 0 {
		return nil
	}
	now := w.heap()
	if w.before == 0 {
		w.before = now
	}
	if now < w.before+uint64(limit) {
		return nil
	}
	runtime.GC()
	if w.heap() < w.before+uint64(limit) {
		return nil
	}
	return errScriptMemory
}

func (w *memoryWatch) heap() uint64 {
	metrics.Read(w.sample)
	return w.sample[0].Value.Uint64()
}
