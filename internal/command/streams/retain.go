package streams

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// retainBatch is how many entries a command removes at most because of the retention; the background goes on.
const retainBatch = 1 << 10

// retain removes and logs what the stream's retention does not want any more, and reports whether there was anything. While the log is applied again it does
// nothing: what was removed is in the log.
func (s opened) retain(c *command.Call) (trimmed bool) {
	if s.Retention == (stream.Retention{}) || c.Tx.IsReplaying() {
		return false
	}
	n, _ := s.Excess(c.Tx.Now(), retainBatch)
	if n == 0 {
		return false
	}
	s.DeleteFirst(n)
	c.Tx.LogHead(2+effectWords, "XTRIM")
	c.Tx.LogWord(s.Key)
	t := trim{strategy: maxLen}
	t.logEffect(c, s.Len())
	return true
}
