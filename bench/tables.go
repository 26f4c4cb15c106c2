package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/dgraph-io/badger/v4"
	"github.com/nalgeon/redka"
	"go.etcd.io/bbolt"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/holdfast-db/holdfast"
)

// tableKind opens a store in a mode of durability.
type tableKind struct {
	name string
	open func(dir string) (table, error)
}

func tableKinds() []tableKind {
	return []tableKind{
		{"Holdfast, always", func(dir string) (table, error) { return openHoldfast(dir, "always") }},
		{"Holdfast, everysec", func(dir string) (table, error) { return openHoldfast(dir, "everysec") }},
		{"SQLite (modernc), WAL, FULL", func(dir string) (table, error) { return openSQLite(dir, "FULL") }},
		{"SQLite (modernc), WAL, NORMAL", func(dir string) (table, error) { return openSQLite(dir, "NORMAL") }},
		{"bbolt", openBolt},
		{"Badger, SyncWrites", openBadger},
		{"Pebble, Sync", openPebble},
		{"redka (modernc)", openRedka},
	}
}

type holdfastTable struct{ db *holdfast.DB }

func openHoldfast(dir, fsync string) (table, error) {
	db, err := holdfast.Open(filepath.Join(dir, "holdfast"), holdfast.Options{Settings: map[string]string{"appendfsync": fsync}})
	return holdfastTable{db}, err
}

func (t holdfastTable) put(key string, value []byte) error {
	_, err := t.db.Do(context.Background(), "SET", key, string(value))
	return err
}

func (t holdfastTable) get(key string) (bool, error) {
	reply, err := t.db.Do(context.Background(), "GET", key)
	if err != nil {
		return false, err
	}
	return !reply.IsNil(), nil
}

func (t holdfastTable) prefix(prefix string) (n int, err error) {
	cursor := "0"
	for {
		reply, err := t.db.Do(context.Background(), "SCAN", cursor, "MATCH", prefix+"*", "COUNT", "1000")
		if err != nil {
			return 0, err
		}
		parts, err := reply.Array()
		if err != nil || len(parts) != 2 {
			return 0, errors.Join(err, errors.New("SCAN's reply"))
		}
		keys, err := parts[1].Array()
		if err != nil {
			return 0, err
		}
		for _, key := range keys {
			name, err := key.Text()
			if err != nil {
				return 0, err
			}
			if err := mustHave(t, name); err != nil {
				return 0, err
			}
		}
		n += len(keys)
		if cursor, err = parts[0].Text(); err != nil || cursor == "0" {
			return n, err
		}
	}
}

func (t holdfastTable) close() error { return t.db.Close() }

// sqliteTable writes over one connection, as SQLite has one writer, and reads over others.
type sqliteTable struct{ writer, readers *sql.DB }

func openSQLite(dir, synchronous string) (table, error) {
	name := "file:" + filepath.Join(dir, "sqlite.db") + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(" + synchronous + ")"
	writer, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	if _, err := writer.Exec("CREATE TABLE IF NOT EXISTS kv (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID"); err != nil {
		return nil, err
	}
	readers, err := sql.Open("sqlite", name)
	return &sqliteTable{writer, readers}, err
}

func (t *sqliteTable) put(key string, value []byte) error {
	_, err := t.writer.Exec("INSERT INTO kv (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", key, value)
	return err
}

func (t *sqliteTable) get(key string) (bool, error) {
	var value []byte
	err := t.readers.QueryRow("SELECT v FROM kv WHERE k = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (t *sqliteTable) prefix(prefix string) (n int, err error) {
	rows, err := t.readers.Query("SELECT k, v FROM kv WHERE k >= ? AND k < ?", prefix, prefix+"\xff")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var key string
	var value []byte
	for ; rows.Next(); n++ {
		if err := rows.Scan(&key, &value); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func (t *sqliteTable) close() error { return errors.Join(t.readers.Close(), t.writer.Close()) }

type boltTable struct{ db *bbolt.DB }

var boltBucket = []byte("kv")

func openBolt(dir string) (table, error) {
	db, err := bbolt.Open(filepath.Join(dir, "bolt.db"), 0o600, nil)
	if err != nil {
		return nil, err
	}
	return boltTable{db}, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(boltBucket)
		return err
	})
}

// put lets writers that come together share a sync.
func (t boltTable) put(key string, value []byte) error {
	return t.db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket(boltBucket).Put([]byte(key), value) })
}

func (t boltTable) get(key string) (found bool, err error) {
	err = t.db.View(func(tx *bbolt.Tx) error {
		found = tx.Bucket(boltBucket).Get([]byte(key)) != nil
		return nil
	})
	return found, err
}

func (t boltTable) prefix(prefix string) (n int, err error) {
	err = t.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(boltBucket).Cursor()
		for k, _ := c.Seek([]byte(prefix)); k != nil && strings.HasPrefix(string(k), prefix); k, _ = c.Next() {
			n++
		}
		return nil
	})
	return n, err
}

func (t boltTable) close() error { return t.db.Close() }

type badgerTable struct{ db *badger.DB }

func openBadger(dir string) (table, error) {
	db, err := badger.Open(badger.DefaultOptions(filepath.Join(dir, "badger")).WithSyncWrites(true).WithLogger(nil))
	return badgerTable{db}, err
}

func (t badgerTable) put(key string, value []byte) error {
	for {
		err := t.db.Update(func(tx *badger.Txn) error { return tx.Set([]byte(key), value) })
		if !errors.Is(err, badger.ErrConflict) {
			return err
		}
	}
}

func (t badgerTable) get(key string) (bool, error) {
	err := t.db.View(func(tx *badger.Txn) error {
		item, err := tx.Get([]byte(key))
		if err != nil {
			return err
		}
		return item.Value(func([]byte) error { return nil })
	})
	if errors.Is(err, badger.ErrKeyNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (t badgerTable) prefix(prefix string) (n int, err error) {
	err = t.db.View(func(tx *badger.Txn) error {
		o := badger.DefaultIteratorOptions
		o.Prefix = []byte(prefix)
		it := tx.NewIterator(o)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if err := it.Item().Value(func([]byte) error { return nil }); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func (t badgerTable) close() error { return t.db.Close() }

type pebbleTable struct{ db *pebble.DB }

func openPebble(dir string) (table, error) {
	db, err := pebble.Open(filepath.Join(dir, "pebble"), &pebble.Options{Logger: quiet{}})
	return pebbleTable{db}, err
}

// quiet keeps Pebble from telling what it does.
type quiet struct{}

func (quiet) Infof(string, ...any)           {}
func (quiet) Errorf(string, ...any)          {}
func (quiet) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }

func (t pebbleTable) put(key string, value []byte) error {
	return t.db.Set([]byte(key), value, pebble.Sync)
}

func (t pebbleTable) get(key string) (bool, error) {
	_, closer, err := t.db.Get([]byte(key))
	if errors.Is(err, pebble.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, closer.Close()
}

func (t pebbleTable) prefix(prefix string) (n int, err error) {
	it, err := t.db.NewIter(&pebble.IterOptions{LowerBound: []byte(prefix), UpperBound: []byte(prefix + "\xff")})
	if err != nil {
		return 0, err
	}
	for it.First(); it.Valid(); it.Next() {
		_ = it.Value()
		n++
	}
	return n, it.Close()
}

func (t pebbleTable) close() error { return t.db.Close() }

type redkaTable struct{ db *redka.DB }

func openRedka(dir string) (table, error) {
	name := "file:" + filepath.Join(dir, "redka.db") + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	db, err := redka.Open(name, &redka.Options{DriverName: "sqlite"})
	return redkaTable{db}, err
}

func (t redkaTable) put(key string, value []byte) error { return t.db.Str().Set(key, value) }

func (t redkaTable) get(key string) (bool, error) {
	value, err := t.db.Str().Get(key)
	if errors.Is(err, redka.ErrNotFound) {
		return false, nil
	}
	return err == nil && !value.IsZero(), err
}

func (t redkaTable) prefix(prefix string) (n int, err error) {
	keys, err := t.db.Key().Keys(prefix + "*")
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		if found, err := t.get(key.Key); err != nil || !found {
			return 0, errors.Join(err, fmt.Errorf("key %s is missing", key.Key))
		}
	}
	return len(keys), nil
}

func (t redkaTable) close() error { return t.db.Close() }
