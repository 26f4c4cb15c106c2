package transfer

import (
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// maker turns a value into the commands that make it. A large collection takes several, so that no command is large
// and no server is held up by one.
type maker struct {
	key      []byte
	expireAt int64
	// how says what becomes of a value that is there already.
	how existing
	// version is the latest of RDB that the server has which makes a stream.
	version int
	// emit takes the commands, with what the reply is if all is well. They are valid until it returns.
	emit func(command []byte, reply want) error

	chunk chunk
	// isEmpty says that there was nothing to be made: a collection without elements is none.
	isEmpty bool
	buf     []byte
}

// existing is what becomes of a value that is there before another is made under its key.
type existing uint8

const (
	// ignored leaves it to the user that there is none.
	ignored existing = iota
	// kept makes the commands fail as far as they can without harm.
	kept
	// replaced removes it.
	replaced
)

// value emits the commands for the value that a reader is at, or none if it is ErrUnsupported.
func (m *maker) value(r *rdb.Reader, t rdb.Type) error {
	var each func() error
	switch t.Kind() {
	case rdb.String:
		return m.text(r)
	case rdb.List:
		each = func() error { return r.List(t, m.element) }
	case rdb.Set:
		each = func() error { return r.Set(t, m.element) }
	case rdb.ZSet:
		each = func() error { return r.ZSet(t, m.member) }
	case rdb.Hash:
		each = func() error { return r.Hash(t, m.field) }
	case rdb.Stream:
		return m.stream(r, t)
	default:
		return rdb.ErrUnsupported
	}
	return m.collection(t.Kind(), each)
}

// large emits the commands for a collection that comes by the element.
func (m *maker) large(c *rdb.Collection) error {
	return m.collection(c.Kind, func() error {
		return c.Each(func(e rdb.Element) error {
			switch c.Kind {
			case rdb.ZSet:
				return m.member(e.Name, e.Score)
			case rdb.Hash:
				return m.field(e.Name, e.Value, e.ExpireAt)
			}
			return m.element(e.Name)
		})
	})
}

// adder is the command that adds to a collection.
func adder(k rdb.Kind) string {
	switch k {
	case rdb.List:
		return "RPUSH"
	case rdb.Set:
		return "SADD"
	case rdb.ZSet:
		return "ZADD"
	}
	return "HSET"
}

// collection emits all around the elements, which each adds.
func (m *maker) collection(k rdb.Kind, each func() error) error {
	if m.how == replaced {
		m.buf = resp.AppendCommand(m.buf[:0], []byte("DEL"), m.key)
		if err := m.emit(m.buf, want{kind: wantAny}); err != nil {
			return err
		}
	}
	m.chunk.name = adder(k)
	if err := each(); err != nil {
		return err
	}
	if m.isEmpty = m.chunk.isFirst() && m.chunk.elements == 0; m.isEmpty {
		return nil
	}
	if err := m.flush(); err != nil || m.expireAt == 0 {
		return err
	}
	m.buf = resp.AppendCommand(m.buf[:0], []byte("PEXPIREAT"), m.key, strconv.AppendInt(nil, m.expireAt, 10))
	return m.emit(m.buf, want{kind: wantAny})
}

// text emits the command for a string.
func (m *maker) text(r *rdb.Reader) error {
	text, err := r.String()
	if err != nil {
		return err
	}
	words := [][]byte{[]byte("SET"), m.key, text}
	if m.expireAt != 0 {
		words = append(words, []byte("PXAT"), strconv.AppendInt(nil, m.expireAt, 10))
	}
	if m.how == kept {
		words = append(words, []byte("NX"))
	}
	m.buf = resp.AppendCommand(m.buf[:0], words...)
	return m.emit(m.buf, want{kind: wantOK})
}

// stream emits the command for a stream. There are none that could make its groups and consumers as they are.
func (m *maker) stream(r *rdb.Reader, t rdb.Type) error {
	as := min(t, rdb.StreamType(m.version))
	value, err := r.AppendStream([]byte{byte(as)}, t, as)
	if err != nil {
		return err
	}
	return m.restore(rdb.AppendOldSeal(value, 0))
}

// restore emits a RESTORE of what nothing else can make.
func (m *maker) restore(payload []byte) error {
	words := [][]byte{[]byte("RESTORE"), m.key, strconv.AppendInt(nil, m.expireAt, 10), payload, []byte("ABSTTL")}
	if m.how == replaced {
		words = append(words, []byte("REPLACE"))
	}
	m.buf = resp.AppendCommand(m.buf[:0], words...)
	return m.emit(m.buf, want{kind: wantOK})
}

// element adds an element of a list or a member of a set.
func (m *maker) element(e []byte) error { return m.add(e) }

// member adds a member of a sorted set.
func (m *maker) member(member []byte, score float64) error {
	var digits [32]byte
	return m.add(appendScore(digits[:0], score), member)
}

// field adds a field of a hash, and notes its expiry.
func (m *maker) field(field, value []byte, expireAt int64) error {
	if expireAt != 0 {
		m.chunk.timed = append(m.chunk.timed, timedField{string(field), expireAt})
	}
	return m.add(field, value)
}

// add adds the words of one element to the chunk, and emits it when it is large enough.
func (m *maker) add(words ...[]byte) error {
	m.chunk.add(words)
	if !m.chunk.isFull() {
		return nil
	}
	return m.flush()
}

// flush emits the chunk, if there is anything in it, and the expiries of its fields.
func (m *maker) flush() error {
	c := &m.chunk
	if c.elements == 0 {
		return nil
	}
	m.buf = c.appendCommand(m.buf[:0], m.key)
	if err := m.emit(m.buf, c.reply()); err != nil {
		return err
	}
	for _, f := range c.timed {
		m.buf = resp.AppendCommandStrings(m.buf[:0], "HPEXPIREAT", string(m.key), strconv.FormatInt(f.at, 10), "FIELDS", "1", f.name)
		if err := m.emit(m.buf, want{kind: wantAny}); err != nil {
			return err
		}
	}
	c.next()
	return nil
}

// appendScore appends a score as ZADD takes it.
func appendScore(dst []byte, score float64) []byte {
	switch {
	case math.IsInf(score, 1):
		return append(dst, "inf"...)
	case math.IsInf(score, -1):
		return append(dst, "-inf"...)
	}
	return strconv.AppendFloat(dst, score, 'g', -1, 64)
}
