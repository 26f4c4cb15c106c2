package migrate

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/event"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// rounds is how often keys are sent that change on their way before that is given up.
const rounds = 10

var errRestless = errors.New("ERR keys changed again and again while they were sent; they are still here")

// migration is one MIGRATE. Its goroutine owns it until isDone.
type migration struct {
	request
	dial Dial
	call command.Call // to dump keys with, in units of its own
	out  resp.Writer
	from int // the database

	isDone atomic.Bool
	reply  resp.Writer
}

func newMigration(c *command.Call, r request, dial Dial) *migration {
	m := &migration{request: r, dial: dial, from: c.Tx.DB()}
	m.call = command.Call{
		Spec: c.Table.Find("dump"), Table: c.Table, Out: &m.out, Tx: c.Tx.Engine().NewTxn(), Client: c.Client, NoWait: true,
	}
	return m
}

// resume takes the reply when there is one. What the log must reach before it may leave follows from the shards of the
// keys, which are locked.
func (m *migration) resume(c *command.Call, _ bool) bool {
	if !m.isDone.Load() {
		return false
	}
	c.Out.Raw(m.reply.Bytes())
	return true
}

func (m *migration) run() {
	defer m.isDone.Store(true)
	defer m.call.Tx.FlushStats()
	moved, err := m.move()
	switch {
	case err != nil:
		m.reply.Error(err.Error())
	case !moved:
		m.reply.Simple("NOKEY")
	default:
		m.reply.OK()
	}
}

// parcel is a key on its way.
type parcel struct {
	key     []byte
	payload []byte // nil if the key is gone
	ttl     int64  // in milliseconds; 0 is none
	watch   []*engine.Watch
	changed atomic.Bool
	wasSent bool // in an earlier round
	refused bool // by the other server
}

// move sends the keys until what was sent is what is here, and reports whether there were any.
func (m *migration) move() (moved bool, err error) {
	parcels, err := m.pack()
	if len(parcels) == 0 || err != nil {
		return false, err
	}
	defer func() {
		for _, p := range parcels {
			m.engine().Unwatch(p.watch)
		}
	}()
	t, err := m.connect()
	if err != nil {
		return false, err
	}
	defer t.close()
	var refusal error
	for range rounds {
		no, err := m.send(t, parcels)
		if err != nil {
			return true, err
		}
		refusal = cmp.Or(refusal, no)
		if parcels, err = m.settle(parcels); len(parcels) == 0 || err != nil {
			return true, errors.Join(err, refusal)
		}
	}
	return true, errRestless
}

func (m *migration) engine() *engine.Engine { return m.call.Tx.Engine() }

// begin starts a unit that holds the keys.
func (m *migration) begin(keys ...[]byte) *engine.Txn {
	tx := m.call.Tx
	tx.Begin(m.from, m.engine().Clock().NowMillis(), 0)
	tx.LockKeys(keys...)
	return tx
}

// pack dumps those of the keys that exist.
func (m *migration) pack() (parcels []*parcel, err error) {
	tx := m.begin(m.keys...)
	defer tx.Commit()
	for _, key := range m.keys {
		if _, found := tx.Peek(key); !found {
			continue
		}
		p := &parcel{key: key}
		if err := m.fill(tx, p); err != nil {
			for _, p := range parcels {
				tx.Unwatch(p.watch)
			}
			return nil, err
		}
		parcels = append(parcels, p)
	}
	return parcels, nil
}

// fill dumps a key, and begins to watch it if it is to be deleted here.
func (m *migration) fill(tx *engine.Txn, p *parcel) error {
	rec, found := tx.Peek(p.key)
	p.payload, p.ttl = nil, 0
	if !found {
		return nil
	}
	if at := rec.ExpireAt(); at != 0 {
		p.ttl = max(1, at-tx.Now())
	}
	m.out.Reset()
	m.call.Args = [][]byte{[]byte("DUMP"), p.key}
	m.call.Spec.Run(&m.call)
	v, _, err := resp.Decode(m.out.Bytes())
	switch {
	case err != nil:
		return err
	case v.Kind == resp.Error:
		return errors.New(string(v.Str))
	case v.Kind != resp.Bulk:
		return nil // it was a hash whose last fields have just expired
	}
	p.payload = append([]byte{}, v.Str...)
	if !m.copies {
		p.changed.Store(false)
		p.watch = []*engine.Watch{tx.WatchKey(p.key, &p.changed)}
	}
	return nil
}

// batchKeys is how many keys are sent before the other server is heard.
const batchKeys = 128

// send has the other server restore the keys, and returns the first thing that it has to say against one.
func (m *migration) send(t *target, parcels []*parcel) (refusal, err error) {
	for batch := range slices.Chunk(parcels, batchKeys) {
		for _, p := range batch {
			t.queue(m.restore(p)...)
			if err := t.flush(); err != nil {
				return nil, err
			}
		}
		for _, p := range batch {
			no, err := t.receive()
			if err != nil {
				return nil, err
			}
			p.refused = no != nil
			refusal = cmp.Or(refusal, no)
		}
	}
	return refusal, nil
}

// restore is the command for the other server. What was sent before is replaced, or deleted if it is gone here.
func (m *migration) restore(p *parcel) [][]byte {
	if p.payload == nil {
		return [][]byte{[]byte("DEL"), p.key}
	}
	args := [][]byte{[]byte("RESTORE"), p.key, strconv.AppendInt(nil, p.ttl, 10), p.payload}
	if m.replaces || p.wasSent {
		args = append(args, []byte("REPLACE"))
	}
	return args
}

// settle deletes the keys that have arrived as they are, and returns those that have to be sent again.
func (m *migration) settle(parcels []*parcel) (again []*parcel, err error) {
	if m.copies {
		return nil, nil
	}
	for _, p := range parcels {
		if p.refused || p.payload == nil {
			m.engine().Unwatch(p.watch)
			p.watch = nil
			continue
		}
		done, err := m.settleOne(p)
		if err != nil {
			return parcels, err
		}
		if !done {
			again = append(again, p)
		}
	}
	return again, nil
}

// settleOne deletes a key unless it has changed, and dumps it once more if it has.
func (m *migration) settleOne(p *parcel) (done bool, err error) {
	tx := m.begin(p.key)
	defer tx.Commit()
	tx.Unwatch(p.watch)
	p.watch = nil
	if p.changed.Load() {
		p.wasSent = true
		return false, m.fill(tx, p)
	}
	if tx.Delete(p.key) {
		tx.LogDelete(p.key)
		tx.Notify(event.Generic, "del", p.key)
	}
	return true, nil
}
