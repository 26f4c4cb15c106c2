package lsm

import (
	"slices"
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// loans keep the cache as large as it was promised to be. Pebble takes the buffer
// of a large batch out of the cache's room until it is flushed: every checkpoint
// would throw out the blocks that reads need. So the cache is lent the same
// number of bytes meanwhile.
type loans struct {
	mu  sync.Mutex // guards out
	out loanList
}

// loanList is a list of what ends a loan.
type loanList []func()

func (l *loans) add(cache *pebble.Cache, bytes int) {
	end := cache.Reserve(-bytes)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = append(l.out, end)
}

// take returns the loans of all batches so far; whoever flushes them ends them.
func (l *loans) take() loanList {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.out
	l.out = nil
	return taken
}

func (l *loans) giveBack(taken loanList) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = slices.Concat(taken, l.out)
}

func (l loanList) end() {
	for _, end := range l {
		end()
	}
}
