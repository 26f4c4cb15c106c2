package holdfast

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/holdfast-db/holdfast/internal/instance"
)

var (
	// ErrConflict says that others have changed what a transaction had read, every time that it was tried.
	ErrConflict = errors.New("holdfast: transaction conflicts with others")
	// ErrTxDone says that a transaction has ended: a Tx is good only inside the function that it was given to.
	ErrTxDone = errors.New("holdfast: transaction has ended")
)

// updateTries is how often Update tries.
const updateTries = 100

// Update runs fn in a transaction. If fn returns nil, all that it wrote happens at one moment, at which all that it had
// read is still as it was; it is one record of the log, so that a crash leaves all of it or nothing. If fn returns an
// error nothing happens, and Update returns the error.
//
// If others have changed what fn has read, fn is run again, in a new transaction, up to a hundred times; then Update
// returns ErrConflict. So fn should do nothing but read and write the transaction. Transactions are serializable, and
// what one reads fits together even while it runs: where it would not, Get fails.
//
// If ctx ends while Update waits for the log, the transaction may have happened.
func (db *DB) Update(ctx context.Context, fn func(tx *Tx) error) error {
	for range updateTries {
		if err := db.tryUpdate(ctx, fn); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

func (db *DB) tryUpdate(ctx context.Context, fn func(tx *Tx) error) error {
	conn, err := db.in.Connect()
	if err != nil {
		return fmt.Errorf("holdfast: %w", err)
	}
	tx := &Tx{ctx: ctx, conn: &conn}
	defer tx.end()
	err = fn(tx)
	switch {
	case errors.Is(tx.failed, ErrConflict):
		return ErrConflict // whatever fn has made of it
	case err != nil:
		return err
	}
	return tx.commit()
}

// Tx is a transaction on strings. What it writes is seen by itself only, until it is committed. One goroutine uses it.
type Tx struct {
	ctx    context.Context
	conn   *instance.Conn
	reads  map[string]read
	writes map[string]write
	undo   []undo
	failed error // of a read: the transaction cannot be committed
}

// read is what a key was when it was first asked for.
type read struct {
	value []byte
	err   error
}

// write is what a key is to become.
type write struct {
	value    []byte
	ttl      time.Duration // 0 for ever
	isDelete bool
}

// undo is what the writes had for a key before it was written to.
type undo struct {
	key      string
	before   write
	wasThere bool
}

// Get returns a string as the transaction sees it, or ErrNil if there is no such key. The slice is the caller's.
func (tx *Tx) Get(key string) ([]byte, error) {
	if tx.conn == nil {
		return nil, ErrTxDone
	}
	if w, ok := tx.writes[key]; ok {
		if w.isDelete {
			return nil, ErrNil
		}
		return bytes.Clone(w.value), nil
	}
	r, ok := tx.reads[key]
	if !ok {
		if err := tx.read(key, &r); err != nil {
			tx.failed = err
			return nil, err
		}
	}
	return bytes.Clone(r.value), r.err
}

// read asks the database, and to be told if the key changes from then on.
func (tx *Tx) read(key string, r *read) error {
	if tx.failed != nil {
		return tx.failed
	}
	if _, err := tx.do("WATCH", key); err != nil {
		return err
	}
	reply, err := tx.do("GET", key)
	var failed Error
	switch {
	case errors.As(err, &failed): // it is no string
		r.err = err
	case err != nil:
		return err
	default:
		r.value, r.err = reply.Bytes()
	}
	if tx.conn.IsStale() {
		return ErrConflict
	}
	if tx.reads == nil {
		tx.reads = make(map[string]read)
	}
	tx.reads[key] = *r
	return nil
}

// Set makes a key a string that does not expire, whatever it was.
func (tx *Tx) Set(key string, value []byte) error {
	return tx.write(key, write{value: bytes.Clone(value)})
}

// SetTTL is Set for a string that expires some time after the transaction has happened.
func (tx *Tx) SetTTL(key string, value []byte, ttl time.Duration) error {
	if ttl < time.Millisecond {
		return fmt.Errorf("holdfast: a time to live of %v is too short", ttl)
	}
	return tx.write(key, write{value: bytes.Clone(value), ttl: ttl})
}

// Delete removes a key of any type, if there is one.
func (tx *Tx) Delete(key string) error { return tx.write(key, write{isDelete: true}) }

func (tx *Tx) write(key string, w write) error {
	if tx.conn == nil {
		return ErrTxDone
	}
	if tx.writes == nil {
		tx.writes = make(map[string]write)
	}
	before, wasThere := tx.writes[key]
	tx.undo = append(tx.undo, undo{key, before, wasThere})
	tx.writes[key] = w
	return nil
}

// Savepoint runs fn in a part of the transaction. If fn returns an error, or panics, what that part has written is taken
// back, and the transaction may go on without it. Savepoints may be nested.
func (tx *Tx) Savepoint(fn func(tx *Tx) error) (err error) {
	mark := len(tx.undo)
	isDone := false
	defer func() {
		if !isDone || err != nil {
			tx.rollback(mark)
		}
	}()
	err = fn(tx)
	isDone = true
	return err
}

// rollback takes back the writes after a mark.
func (tx *Tx) rollback(mark int) {
	for i := len(tx.undo) - 1; i >= mark; i-- {
		u := tx.undo[i]
		if u.wasThere {
			tx.writes[u.key] = u.before
		} else {
			delete(tx.writes, u.key)
		}
	}
	tx.undo = tx.undo[:mark]
}

// commit makes the writes happen, unless something that was read has changed.
func (tx *Tx) commit() error {
	switch {
	case tx.failed != nil:
		return tx.failed
	case len(tx.reads) == 0 && len(tx.writes) == 0:
		return nil
	}
	if _, err := tx.do("MULTI"); err != nil {
		return err
	}
	for key, w := range tx.writes {
		if _, err := tx.do(w.command(key)...); err != nil {
			return err
		}
	}
	reply, err := tx.do("EXEC")
	if err != nil {
		return err
	}
	if reply.IsNil() {
		return ErrConflict
	}
	return nil
}

func (w write) command(key string) []string {
	switch {
	case w.isDelete:
		return []string{"DEL", key}
	case w.ttl != 0:
		return []string{"SET", key, string(w.value), "PX", strconv.FormatInt(w.ttl.Milliseconds(), 10)}
	}
	return []string{"SET", key, string(w.value)}
}

// end lets the session go, with what it watches.
func (tx *Tx) end() {
	tx.conn.Close()
	tx.conn = nil
}

func (tx *Tx) do(args ...string) (Reply, error) {
	var r Reply
	err := tx.conn.Do(tx.ctx, args, func(encoded []byte) error { return r.decode(encoded) })
	return r.checked(err)
}
