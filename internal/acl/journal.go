package acl

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Context is from where a command came that was refused.
type Context uint8

// The contexts.
const (
	Toplevel Context = iota
	InMulti
	InScript
)

// String is the name of the context in ACL LOG.
func (c Context) String() string { return [...]string{"toplevel", "multi", "lua"}[c] }

const (
	// groupedMillis is how far apart like events may be to share an entry.
	groupedMillis = 60_000
	// groupedEntries is how many entries, from the newest on, are looked at for a like one.
	groupedEntries = 10
	// defaultEntries is how many entries there may be.
	defaultEntries = 128
)

// Entry is one kind of event of ACL LOG.
type Entry struct {
	ID         int64
	Count      int64
	Reason     Reason
	Context    Context
	Object     string // the command, key or channel
	Username   string
	ClientInfo string
	// CreatedMillis and UpdatedMillis are when it happened first and last, in unix milliseconds.
	CreatedMillis, UpdatedMillis int64
}

func (e *Entry) isLike(other *Entry) bool {
	return e.Reason == other.Reason && e.Context == other.Context && e.Object == other.Object &&
		e.Username == other.Username && e.UpdatedMillis-other.UpdatedMillis <= groupedMillis
}

// Journal remembers what was refused lately: ACL LOG.
type Journal struct {
	denied [reasonCount]atomic.Int64

	mu      sync.Mutex // guards the fields below; a leaf
	entries []Entry    // the newest first
	limit   int
	nextID  int64
}

// Add writes an event down, of which ID, Count and CreatedMillis are not set yet.
func (j *Journal) Add(e Entry) {
	j.denied[e.Reason].Add(1)
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Count, e.CreatedMillis = 1, e.UpdatedMillis
	recent := j.entries[:min(len(j.entries), groupedEntries)]
	if i := slices.IndexFunc(recent, func(old Entry) bool { return e.isLike(&old) }); i >= 0 {
		old := j.entries[i]
		e.ID, e.Count, e.CreatedMillis = old.ID, old.Count+1, old.CreatedMillis
		j.entries = slices.Delete(j.entries, i, i+1)
	} else {
		e.ID = j.nextID
		j.nextID++
	}
	j.entries = slices.Insert(j.entries, 0, e)
	j.trim()
}

// Entries returns the newest entries, at most so many.
func (j *Journal) Entries(limit int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries[:min(len(j.entries), limit)])
}

// Reset forgets all entries.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = nil
}

// SetLimit sets how many entries there may be.
func (j *Journal) SetLimit(entries int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.limit = entries
	j.trim()
}

func (j *Journal) trim() {
	if len(j.entries) > j.limit {
		clear(j.entries[j.limit:])
		j.entries = j.entries[:j.limit]
	}
}

// Denied counts how often something was refused for a reason.
func (j *Journal) Denied(r Reason) int64 { return j.denied[r].Load() }

// ResetCounts begins counting anew.
func (j *Journal) ResetCounts() {
	for i := range j.denied {
		j.denied[i].Store(0)
	}
}
