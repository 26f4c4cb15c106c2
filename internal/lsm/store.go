package lsm

import (
	"errors"
	"fmt"
	iofs "io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/atomicfs"
)

// Store is an open store.
type Store struct {
	reader // as of the last commit

	opts  Options
	db    *pebble.DB
	lock  *pebble.Lock
	cache *pebble.Cache
	watch *watch

	meta atomic.Pointer[Meta] // nil before the first commit

	commitMu sync.Mutex // held by Commit, so that meta and tree agree
	commits  atomic.Uint64
	loans    loans
	stalls   atomic.Int64 // commits that had to wait

	// unflushed are the bytes of batches since the last flush. Flush takes away
	// what it found when it began.
	unflushed atomic.Int64

	flushMu  sync.Mutex // held by Flush; guards what follows
	flushing chan error // of the flush that is under way, or has failed and may go on
	covered  uint64     // the commits that it makes durable
}

// Open opens the store in dir, or creates it in a directory that is missing or
// empty. The directory above dir must exist; that its entry for dir survives
// power loss is seen to.
func Open(dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	if o.ReadOnly {
		if _, err := o.FS.Stat(dir); err != nil {
			return nil, fmt.Errorf("no checkpoint store in %s: %w", dir, err)
		}
	} else if err := o.FS.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("cannot create the checkpoint store in %s: %w", dir, err)
	}
	lock, err := pebble.LockDirectory(dir, o.FS)
	if o.ReadOnly && isReadOnly(err) {
		// Nobody can change what we may not change either, so a lock that only we see will do.
		memory := vfs.NewMem()
		if err = memory.MkdirAll(dir, 0o750); err == nil {
			lock, err = pebble.LockDirectory(dir, memory)
		}
	}
	switch {
	case isReadOnly(err):
		return nil, fmt.Errorf("cannot write to the checkpoint store in %s: %w", dir, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrLocked, dir, err)
	}
	s, err := openLocked(dir, o, lock)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return s, nil
}

// isReadOnly reports whether the system has refused to write.
func isReadOnly(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, iofs.ErrPermission)
}

func openLocked(dir string, o Options, lock *pebble.Lock) (*Store, error) {
	if err := checkDirectory(o.FS, dir); err != nil {
		return nil, err
	}
	s := &Store{opts: o, lock: lock, watch: newWatch(o.Logger, newGate(), o.Fatal)}
	// Pebble takes the table in memory out of the cache's room.
	s.cache = pebble.NewCache(o.CacheBytes + o.MemTableBytes)
	var err error
	if s.db, err = pebble.Open(dir, s.tuning()); err != nil {
		s.cache.Unref()
		return nil, openError(dir, err)
	}
	s.reader = newReader(s.db)
	if err := s.loadMeta(); err != nil {
		return nil, errors.Join(err, s.closeTree())
	}
	return s, nil
}

// checkDirectory looks for what Pebble has no clear words for: a newer format,
// and tables without a list of them, among which it would begin a new store.
func checkDirectory(fs vfs.FS, dir string) error {
	names, err := fs.List(dir)
	if err != nil {
		return fmt.Errorf("cannot list %s: %w", dir, err)
	}
	version, err := atomicfs.ReadMarker(fs, dir, "format-version")
	if err != nil {
		return openError(dir, err)
	}
	var n uint64
	if _, err := fmt.Sscanf(version, "%d", &n); version != "" && err == nil && n > uint64(pebble.FormatNewest) {
		return fmt.Errorf("%w: Pebble's format %d in %s, this program knows %d", ErrVersion, n, dir, pebble.FormatNewest)
	}
	manifest, err := atomicfs.ReadMarker(fs, dir, "manifest")
	if err != nil {
		return openError(dir, err)
	}
	for _, name := range names {
		if manifest == "" && strings.HasSuffix(name, tableSuffix) {
			return fmt.Errorf("%w: %s has tables but no list of them", ErrCorrupt, dir)
		}
	}
	return nil
}

func (s *Store) loadMeta() error {
	encoded, found, err := s.get(metaKey(), nil)
	if err != nil || !found {
		return err
	}
	m, err := DecodeMeta(encoded)
	if err != nil {
		return err
	}
	s.meta.Store(&m)
	return nil
}

// Meta returns what the last commit said. The slices in it must not be changed.
func (s *Store) Meta() (m Meta, found bool) {
	if p := s.meta.Load(); p != nil {
		return *p, true
	}
	return Meta{}, false
}

// Close closes the store. It does not flush: what was committed after the last
// Flush may be there at the next Open or not. Snapshots and iterators must have
// been closed, and no other call may be under way.
func (s *Store) Close() error {
	return errors.Join(s.closeTree(), s.lock.Close())
}

func (s *Store) closeTree() error {
	s.watch.gate.remove()
	err := s.db.Close()
	s.cache.Unref()
	if err != nil {
		return fmt.Errorf("close the checkpoint store: %w", err)
	}
	return nil
}
