package streams

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/stream"
)

var (
	errIdmpID    = errors.New("ERR IDMP and IDMPAUTO need the id *")
	errIdmpTwice = errors.New("ERR syntax error, IDMP and IDMPAUTO are for one name only")
	errIdmpEmpty = errors.New("ERR producer ids and idempotent ids must not be empty")
	errIdmpRange = errors.New("ERR IDMP-DURATION must be between 1 and 86400 seconds, and IDMP-MAXSIZE between 1 and 10000")
	errIdmpEntry = errors.New("ERR there is no such entry")
	errIdmpOther = errors.New("ERR the idempotent id belongs to another entry")
)

// idmp is the name that a producer gives an entry, so that it is not added twice.
type idmp struct {
	producer, name []byte
	isAuto         bool // the name is the content of the entry
}

// parse takes the option at argument i, if it is one, and returns the index behind it. It reports false if it has replied
// with an error.
func (d *idmp) parse(c *command.Call, i int) (next int, ok bool) {
	more := len(c.Args) - i - 1
	isAuto := more > 0 && c.Is(i, "IDMPAUTO")
	if !isAuto && (more < 2 || !c.Is(i, "IDMP")) {
		return i, true
	}
	if d.producer != nil {
		c.Fail(errIdmpTwice)
		return i, false
	}
	d.isAuto, d.producer, next = isAuto, c.Args[i+1], i+2
	if !isAuto {
		d.name, next = c.Args[i+2], i+3
	}
	if len(d.producer) == 0 || !isAuto && len(d.name) == 0 {
		c.Fail(errIdmpEmpty)
		return i, false
	}
	return next, true
}

// settle makes the name that the content of an entry is, in whatever order its fields come: many clients take them from
// maps.
func (d *idmp) settle(words [][]byte) {
	if !d.isAuto {
		return
	}
	pairs := slices.Collect(slices.Chunk(words, 2))
	slices.SortFunc(pairs, func(a, b [][]byte) int {
		return cmp.Or(bytes.Compare(a[0], b[0]), bytes.Compare(a[1], b[1]))
	})
	h := sha256.New()
	var head [8]byte
	for _, pair := range pairs {
		for _, word := range pair {
			binary.LittleEndian.PutUint64(head[:], uint64(len(word)))
			h.Write(head[:])
			h.Write(word)
		}
	}
	d.name = h.Sum(nil)[:16]
}

// log logs the name of an entry that was added.
func (d *idmp) log(c *command.Call, s opened, id stream.ID) {
	logName(c, s, d.producer, d.name, id, c.Tx.Now())
}

// logName logs a name with the time from which on it is remembered, so that replay forgets it when it was forgotten.
func logName(c *command.Call, s opened, producer, name []byte, id stream.ID, now int64) {
	var text [stream.MaxIDText]byte
	var digits [command.MaxIntDigits]byte
	c.Tx.LogAs("XIDMPRECORD", s.Key, producer, name, stream.AppendID(text[:0], id), wordTime,
		strconv.AppendInt(digits[:0], now, 10))
}

func xidmprecordSpec() command.Spec {
	return command.Spec{
		Name: "XIDMPRECORD", Group: "stream", Since: "8.8.0", Complexity: "O(1)",
		Summary: "Notes under which name a producer has added an entry, for internal use.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key pid iid stream-id [TIME unix-time-milliseconds]",
		Compat:  command.Partial("TIME and the wording of errors are Holdfast's own"),
		Run:     xidmprecord,
	}
}

func xidmprecord(c *command.Call) {
	s, ok := modify(c, c.Key())
	switch {
	case !ok:
		return
	case !s.Found:
		c.Fail(command.ErrNoSuchKey)
		return
	}
	at, ok := id(c, 4)
	if !ok {
		return
	}
	now, ok := recordTime(c)
	if !ok {
		return
	}
	producer, name := c.Args[2], c.Args[3]
	switch {
	case len(producer) == 0 || len(name) == 0:
		c.Fail(errIdmpEmpty)
		return
	case !c.Tx.IsReplaying() && !s.Has(at):
		c.Fail(errIdmpEntry)
		return
	}
	known, isKnown := s.Known(producer, name, now)
	isOther := isKnown && known != at
	if !isKnown || isOther && c.Tx.IsReplaying() { // the log is right: a clock that went back may have forgotten more
		s.Remember(producer, name, at, now)
		logName(c, s, producer, name, at, now)
	}
	s.storeQuietly(c) // whatever the reply: old names have been forgotten
	if isOther && !c.Tx.IsReplaying() {
		c.Fail(errIdmpOther)
		return
	}
	c.Out.OK()
}

// recordTime is from when on a name is remembered.
func recordTime(c *command.Call) (millis int64, ok bool) {
	switch n := len(c.Args); {
	case n == 5:
		return c.Tx.Now(), true
	case n == 7 && c.Is(5, "TIME"):
		return nonNegative(c, 6)
	}
	c.Fail(command.ErrSyntax)
	return 0, false
}
