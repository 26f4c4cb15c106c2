package latency

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Event is a kind of thing that can take too long.
type Event string

// The events, under Redis's names where Redis has them.
const (
	Command     Event = "command"      // a command
	FastCommand Event = "fast-command" // a command that should take no time
	ExpireCycle Event = "expire-cycle" // a round of the background expiry
	LogSync     Event = "log-fsync"    // a sync of the commit log
	LogWrite    Event = "log-write"    // a write of the commit log to the kernel
)

// maxSpikes is how many spikes of an event are remembered.
const maxSpikes = 160

// Spike is the worst of an event in one second.
type Spike struct{ UnixSeconds, Millis int64 }

// History is what is remembered about one event.
type History struct {
	Event     Event
	Spikes    []Spike // the latest, oldest first; never empty
	MaxMillis int64   // since the last reset
}

// Monitor remembers spikes. Events below the threshold cost one atomic load.
type Monitor struct {
	thresholdMillis atomic.Int64 // 0: nothing is remembered

	mu     sync.Mutex // guards byName and what it holds
	byName map[Event]*History
}

// SetThreshold remembers events that take at least so many milliseconds from now on; 0 remembers none.
func (m *Monitor) SetThreshold(millis int64) { m.thresholdMillis.Store(millis) }

// Threshold is what SetThreshold has set.
func (m *Monitor) Threshold() int64 { return m.thresholdMillis.Load() }

// Observe tells that an event took a while.
func (m *Monitor) Observe(e Event, unixMillis int64, took time.Duration) {
	if t := m.thresholdMillis.Load(); t > 0 && took.Milliseconds() >= t {
		m.remember(e, Spike{UnixSeconds: unixMillis / 1000, Millis: took.Milliseconds()})
	}
}

func (m *Monitor) remember(e Event, s Spike) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.byName[e]
	if h == nil {
		h = &History{Event: e}
		if m.byName == nil {
			m.byName = make(map[Event]*History)
		}
		m.byName[e] = h
	}
	h.MaxMillis = max(h.MaxMillis, s.Millis)
	if n := len(h.Spikes); n > 0 && h.Spikes[n-1].UnixSeconds == s.UnixSeconds {
		h.Spikes[n-1].Millis = max(h.Spikes[n-1].Millis, s.Millis)
		return
	}
	if len(h.Spikes) == maxSpikes {
		h.Spikes = slices.Delete(h.Spikes, 0, 1)
	}
	h.Spikes = append(h.Spikes, s)
}

// Histories returns what is remembered, in order of the events' names.
func (m *Monitor) Histories() []History {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := make([]History, 0, len(m.byName))
	for _, h := range m.byName {
		list = append(list, History{Event: h.Event, Spikes: slices.Clone(h.Spikes), MaxMillis: h.MaxMillis})
	}
	slices.SortFunc(list, func(a, b History) int { return strings.Compare(string(a.Event), string(b.Event)) })
	return list
}

// History returns what is remembered about an event, whose name may be in any case.
func (m *Monitor) History(name string) (h History, found bool) {
	for _, h := range m.Histories() {
		if strings.EqualFold(string(h.Event), name) {
			return h, true
		}
	}
	return History{}, false
}

// Reset forgets the named events, or all of them if none is named, and returns how many it has forgotten.
func (m *Monitor) Reset(names ...string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for e := range m.byName {
		matches := func(name string) bool { return strings.EqualFold(string(e), name) }
		if len(names) == 0 || slices.ContainsFunc(names, matches) {
			delete(m.byName, e)
			n++
		}
	}
	return n
}
