package client

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/slowlog"
)

// Registry knows every connected client. It is safe for concurrent use.
type Registry struct {
	mu     sync.Mutex // guards byID and nextID
	byID   map[int64]*Client
	nextID int64

	// Users is all that a client can act as.
	Users *acl.Users

	pauseUntil  atomic.Int64 // unix milliseconds; 0 when nobody is paused
	pauseWrites atomic.Bool  // only writes are paused

	Stats    Stats
	Monitors Monitors
	// Slow is the commands that took too long.
	Slow slowlog.Log
}

// Stats are the registry's counters since the start or CONFIG RESETSTAT.
type Stats struct {
	Connections, Rejected, NetIn, NetOut atomic.Int64
	Errors                               atomic.Int64
	Reads, Writes                        atomic.Int64 // turns of sessions with input, and with output
	QueryBufferKills, OutputBufferKills  atomic.Int64
	Evictions                            atomic.Int64 // for maxmemory-clients

	errorCodes errorCodes
	rates      rates
}

// Reset begins anew.
func (s *Stats) Reset() {
	for _, n := range []*atomic.Int64{
		&s.Connections, &s.Rejected, &s.NetIn, &s.NetOut, &s.Errors, &s.Reads, &s.Writes, &s.QueryBufferKills,
		&s.OutputBufferKills, &s.Evictions,
	} {
		n.Store(0)
	}
	s.errorCodes.reset()
	s.rates.reset()
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return &Registry{byID: make(map[int64]*Client), Users: acl.NewUsers()} }

// Add gives the client its id, unless limit clients are connected already.
func (r *Registry) Add(c *Client, limit int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.byID) >= limit {
		r.Stats.Rejected.Add(1)
		return false
	}
	r.Stats.Connections.Add(1)
	r.nextID++
	c.ID = r.nextID
	r.byID[c.ID] = c
	return true
}

// Remove forgets a client whose connection is gone.
func (r *Registry) Remove(c *Client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byID, c.ID)
}

// Len is the number of connected clients.
func (r *Registry) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.byID)
}

// Find returns the client with an id, nil if there is none.
func (r *Registry) Find(id int64) *Client {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byID[id]
}

// List returns the clients in order of their ids. Those that have been killed are gone, though their connections may
// still have to notice.
func (r *Registry) List() []*Client {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]*Client, 0, len(r.byID))
	for _, c := range r.byID {
		if !c.HasFlag(FlagClosing) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *Client) int { return int(a.ID - b.ID) })
	return list
}

// Pause holds back the commands of all clients (or only writes) until a time in unix milliseconds. A running
// pause is only ever made longer and stricter, as in Redis.
func (r *Registry) Pause(untilMillis int64, onlyWrites bool, nowMillis int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	active := r.pauseUntil.Load() > nowMillis
	if !active || !onlyWrites {
		r.pauseWrites.Store(onlyWrites)
	}
	if !active || untilMillis > r.pauseUntil.Load() {
		r.pauseUntil.Store(untilMillis)
	}
}

// Unpause lets everybody go on at once.
func (r *Registry) Unpause() {
	r.pauseUntil.Store(0)
	for _, c := range r.List() {
		if c.HasFlag(FlagPaused) {
			c.Wake()
		}
	}
}

// PausedUntil is until when a command has to wait, in unix milliseconds; 0 if it need not.
func (r *Registry) PausedUntil(isWrite bool, nowMillis int64) int64 {
	until := r.pauseUntil.Load()
	if until <= nowMillis || r.pauseWrites.Load() && !isWrite {
		return 0
	}
	return until
}

// Blocked counts the clients that wait for something.
func (r *Registry) Blocked() int {
	n := 0
	for _, c := range r.List() {
		if c.HasFlag(FlagBlocked) {
			n++
		}
	}
	return n
}

// LargestBuffers is the most input and the most output of any client that waits at present, in bytes.
func (r *Registry) LargestBuffers() (in, out int64) {
	for _, c := range r.List() {
		in, out = max(in, c.queryBytes.Load()), max(out, c.outBytes.Load())
	}
	return in, out
}
