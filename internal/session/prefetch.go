package session

import (
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// prefetch looks at the next commands of a pipeline and has the memory fetched that they will ask for, taking their
// first arguments for keys. It returns how far it has looked, or past the end if looking further is no use. A lone
// command is left alone: there is nothing that its wait could overlap with.
func (s *Session) prefetch(in []byte) (looked int) {
	var window [engine.PrefetchWindow]resp.Peeked
	next := window[:0]
	for len(next) < engine.PrefetchWindow {
		p, n := resp.Peek(in[looked:])
		if n == 0 {
			break
		}
		next = append(next, p)
		looked += n
	}
	s.ahead = s.ahead[:0]
	if len(next) > 1 {
		s.txn.Prefetch(s.client.DB(), next)
		if s.shared.Engine.MayBeCold() {
			for i := range next {
				s.ahead = append(s.ahead, next[i].First)
			}
		}
	}
	if len(next) < engine.PrefetchWindow {
		return len(in) + 1
	}
	return looked
}
