package session

import (
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// soleKeyTurns is how many turns a client is left alone that was seen to use one key without naming elements: there is
// nothing to fetch for it, and looking costs a part of what its commands do.
const soleKeyTurns = 7

// prefetch looks at the next commands of a pipeline and has the memory fetched that they will ask for, taking their
// first arguments for keys. It returns how far it has looked, or past the end if looking further is no use. A lone
// command is left alone: there is nothing that its wait could overlap with.
func (s *Session) prefetch(in []byte) (looked int) {
	mayBeCold := s.shared.Engine.MayBeCold()
	if s.soleKeyTurns > 0 && !mayBeCold {
		s.soleKeyTurns--
		return len(in) + 1
	}
	var window [engine.PrefetchWindow]resp.Peeked
	found := 0
	for found < len(window) {
		n := window[found].Peek(in[looked:])
		if n == 0 {
			break
		}
		found++
		looked += n
	}
	next := window[:found]
	s.ahead = s.ahead[:0]
	if len(next) > 1 {
		db := s.client.DB()
		switch isSole := s.txn.Prefetch(db, next); {
		case isSole && s.nameElements(next):
			s.txn.PrefetchElements(db, next)
		case isSole:
			s.soleKeyTurns = soleKeyTurns
		}
		if mayBeCold {
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

// nameElements reports whether the commands seem to name elements of a collection: the first of them does, or the last.
func (s *Session) nameElements(next []resp.Peeked) bool {
	for _, i := range [...]int{0, len(next) - 1} {
		if spec := s.shared.Table.Get(next[i].Name); spec != nil && spec.NamesElements() {
			return true
		}
	}
	return false
}
