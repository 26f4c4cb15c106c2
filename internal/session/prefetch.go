package session

import (
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// prefetch looks at the next commands of a pipeline and has the memory fetched that they will ask for, taking their
// first arguments for keys. It returns how far it has looked, or past the end if looking further is no use. A lone
// command is left alone: there is nothing that its wait could overlap with.
func (s *Session) prefetch(in []byte) (looked int) {
	var window [engine.PrefetchWindow][]byte
	keys := window[:0]
	for len(keys) < engine.PrefetchWindow {
		key, n := resp.Peek(in[looked:])
		if n == 0 {
			break
		}
		keys = append(keys, key)
		looked += n
	}
	s.ahead = s.ahead[:0]
	if len(keys) > 1 {
		s.txn.Prefetch(s.client.DB(), keys)
		if s.shared.Engine.MayBeCold() {
			s.ahead = append(s.ahead, keys...)
		}
	}
	if len(keys) < engine.PrefetchWindow {
		return len(in) + 1
	}
	return looked
}
