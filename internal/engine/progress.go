package engine

import "sync/atomic"

// CheckpointPhase is what a checkpoint is doing.
type CheckpointPhase uint32

const (
	// Resting means that no checkpoint is under way.
	Resting CheckpointPhase = iota
	// Gathering copies what has changed.
	Gathering
	// Committing hands that to the store, which may have to write earlier checkpoints first.
	Committing
	// Flushing has the store write it.
	Flushing
)

// String is the phase's name in INFO.
func (p CheckpointPhase) String() string {
	return [...]string{"none", "gather", "commit", "flush"}[p]
}

// progress tells those who look at statistics how far the checkpoint under way is.
type progress struct {
	phase    atomic.Uint32
	expected atomic.Int64 // bytes that had changed when it began, roughly
	gathered atomic.Int64 // bytes that are in its batch
}

func (p *progress) enter(phase CheckpointPhase) { p.phase.Store(uint32(phase)) }

// begin starts to count what is gathered.
func (p *progress) begin(expectedBytes int64) {
	p.gathered.Store(0)
	p.expected.Store(expectedBytes)
	p.enter(Gathering)
}

// tell adds the progress to the statistics.
func (p *progress) tell(s *CheckpointStats) {
	s.Phase = CheckpointPhase(p.phase.Load())
	s.ExpectedBytes, s.GatheredBytes = p.expected.Load(), p.gathered.Load()
}
