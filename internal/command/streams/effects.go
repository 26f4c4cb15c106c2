package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// The words of effects. They are never changed.
var (
	wordZero           = []byte("0")
	wordMaxLen         = []byte("MAXLEN")
	wordMinID          = []byte("MINID")
	wordExactly        = []byte("=")
	wordTime           = []byte("TIME")
	wordRetryCount     = []byte("RETRYCOUNT")
	wordForce          = []byte("FORCE")
	wordJustID         = []byte("JUSTID")
	wordSetID          = []byte("SETID")
	wordEntriesRead    = []byte("ENTRIESREAD")
	wordCreateConsumer = []byte("CREATECONSUMER")
)

// logPosition logs how far a group has read.
func (s opened) logPosition(c *command.Call, g *stream.Group, text *idText) {
	var read [command.MaxIntDigits]byte
	c.Tx.LogAs("XGROUP", wordSetID, s.Key, g.Name(), text.of(g.LastID), wordEntriesRead,
		strconv.AppendInt(read[:0], g.Read, 10))
}

// mostDelivered is how many ids go into one effect.
const mostDelivered = 1 << 10

// logDeliveries logs that entries are pending for a consumer, all delivered at a time for the count-th time. XCLAIM makes
// them pending, whether they were or not; how far the group has read is left to logPosition.
func (s opened) logDeliveries(c *command.Call, g *stream.Group, consumer []byte, ids []stream.ID, time int64, count uint64, text *idText) {
	var number [command.MaxIntDigits]byte
	for len(ids) > 0 {
		n := min(len(ids), mostDelivered)
		if !c.Tx.LogHead(11+n, "XCLAIM") {
			return
		}
		for _, word := range [...][]byte{s.Key, g.Name(), consumer, wordZero} {
			c.Tx.LogWord(word)
		}
		for _, id := range ids[:n] {
			c.Tx.LogWord(text.of(id))
		}
		c.Tx.LogWord(wordTime)
		c.Tx.LogWord(strconv.AppendInt(number[:0], time, 10))
		c.Tx.LogWord(wordRetryCount)
		c.Tx.LogWord(strconv.AppendUint(number[:0], count, 10))
		c.Tx.LogWord(wordForce)
		c.Tx.LogWord(wordJustID)
		ids = ids[n:]
	}
}

// logDelivery logs that one entry is pending as it is now.
func (s opened) logDelivery(c *command.Call, g *stream.Group, p *stream.Pending) {
	var text idText
	s.logDeliveries(c, g, p.Consumer, []stream.ID{p.ID}, p.Time, p.Count, &text)
}

// logAck logs that an entry is no longer pending.
func (s opened) logAck(c *command.Call, g *stream.Group, id stream.ID) {
	var text [stream.MaxIDText]byte
	c.Tx.LogAs("XACK", s.Key, g.Name(), stream.AppendID(text[:0], id))
}

// logParked logs that entries are parked.
func (s opened) logParked(c *command.Call, g *stream.Group, ids []stream.ID) {
	var text [stream.MaxIDText]byte
	for len(ids) > 0 {
		n := min(len(ids), mostDelivered)
		c.Tx.LogHead(4+n, "XGROUP")
		c.Tx.LogWord([]byte("PARK"))
		c.Tx.LogWord(s.Key)
		c.Tx.LogWord(g.Name())
		for _, id := range ids[:n] {
			c.Tx.LogWord(stream.AppendID(text[:0], id))
		}
		ids = ids[n:]
	}
}
