package streams

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

// The words of effects. They are never changed.
var (
	wordZero           = []byte("0")
	wordTime           = []byte("TIME")
	wordRetryCount     = []byte("RETRYCOUNT")
	wordForce          = []byte("FORCE")
	wordJustID         = []byte("JUSTID")
	wordLastID         = []byte("LASTID")
	wordSetID          = []byte("SETID")
	wordEntriesRead    = []byte("ENTRIESREAD")
	wordCreateConsumer = []byte("CREATECONSUMER")
)

// logPosition logs how far a group has read.
func (s opened) logPosition(c *command.Call, g *stream.Group) {
	var id [stream.MaxIDText]byte
	var read [command.MaxIntDigits]byte
	c.Tx.LogAs("XGROUP", wordSetID, s.key, g.Name(), stream.AppendID(id[:0], g.LastID), wordEntriesRead,
		strconv.AppendInt(read[:0], g.Read, 10))
}

// deliveries gathers the ids of entries that are delivered alike, to log them together.
type deliveries struct {
	s           opened
	g           *stream.Group
	consumer    []byte
	time        int64
	count       uint64
	words       [][]byte
	text        []byte
	wordsInRoom [24][]byte
	textInRoom  [512]byte
}

// mostDelivered is how many ids go into one effect.
const mostDelivered = 1 << 10

// begin makes d ready for entries that are delivered to a consumer at a time, for the count-th time.
func (d *deliveries) begin(s opened, g *stream.Group, consumer []byte, time int64, count uint64) {
	d.s, d.g, d.consumer, d.time, d.count = s, g, consumer, time, count
	d.text = d.textInRoom[:0]
	d.restart()
}

func (d *deliveries) restart() {
	d.words = append(d.wordsInRoom[:0], d.s.key, d.g.Name(), d.consumer, wordZero)
}

// add gathers an entry.
func (d *deliveries) add(c *command.Call, id stream.ID) {
	at := len(d.text)
	d.text = stream.AppendID(d.text, id)
	d.words = append(d.words, d.text[at:])
	if len(d.words) == mostDelivered {
		d.log(c)
		d.restart()
	}
}

// log logs what was gathered: XCLAIM makes the entries pending, whether they were or not.
func (d *deliveries) log(c *command.Call) {
	if len(d.words) == 4 {
		return
	}
	var time, count [command.MaxIntDigits]byte
	var last [stream.MaxIDText]byte
	words := append(d.words, wordTime, strconv.AppendInt(time[:0], d.time, 10), wordRetryCount,
		strconv.AppendUint(count[:0], d.count, 10), wordForce, wordJustID, wordLastID,
		stream.AppendID(last[:0], d.g.LastID))
	c.Tx.LogAs("XCLAIM", words...)
}

// logDelivery logs that one entry is pending as it is now.
func (s opened) logDelivery(c *command.Call, g *stream.Group, p *stream.Pending) {
	var d deliveries
	d.begin(s, g, p.Consumer, p.Time, p.Count)
	d.add(c, p.ID)
	d.log(c)
}

// logAck logs that an entry is no longer pending.
func (s opened) logAck(c *command.Call, g *stream.Group, id stream.ID) {
	var text [stream.MaxIDText]byte
	c.Tx.LogAs("XACK", s.key, g.Name(), stream.AppendID(text[:0], id))
}
