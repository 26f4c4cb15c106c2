package instance

import (
	"errors"
	"fmt"
	iofs "io/fs"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/lsm"
)

// The names inside a data directory.
const (
	lockName  = "LOCK"
	logName   = "log"
	storeName = "checkpoints"
)

// LogDir is where the commit log of a data directory lies.
func LogDir(dir string, join func(...string) string) string { return join(dir, logName) }

// StoreDir is where the checkpoints of a data directory lie.
func StoreDir(dir string, join func(...string) string) string { return join(dir, storeName) }

// openDirectory locks the data directory and opens the store and the log in it; without a log nothing on disk is
// touched.
func (in *Instance) openDirectory() (err error) {
	if !in.cfg.AppendOnly.Load() {
		in.log = commitlog.NewDiscard(1)
		return nil
	}
	dir, fs := in.cfg.Dir.Load(), in.env.FS
	if err := makeDirectory(fs, dir); err != nil {
		return fmt.Errorf("cannot create data directory %s: %w", dir, err)
	}
	if err := in.lockDirectory(fs, dir); err != nil {
		return err
	}
	if err = in.openStore(fs, dir); err == nil {
		err = in.openLog(fs, dir)
	}
	if err != nil {
		return errors.Join(err, in.closeDirectory())
	}
	return nil
}

func (in *Instance) openStore(fs vfs.FS, dir string) (err error) {
	in.store, err = lsm.Open(StoreDir(dir, fs.PathJoin), lsm.Options{
		FS: fs, CacheBytes: in.cacheBytes(),
		MemTableBytes:     in.storeShare(memTableShare, leastMemTableBytes, mostMemTableBytes),
		MaxUnflushedBytes: in.storeShare(unflushedShare, leastUnflushedBytes, mostUnflushedBytes),
		Fatal:             in.env.Fatal, Logger: in.env.Logger,
	})
	return err
}

// openLog opens the log behind the last checkpoint.
func (in *Instance) openLog(fs vfs.FS, dir string) error {
	meta, _ := in.store.Meta()
	log, err := commitlog.Open(commitlog.Options{
		FS:           fs,
		Dir:          LogDir(dir, fs.PathJoin),
		Policy:       policyOf(in.cfg.AppendFsync.Load()),
		SyncInline:   !in.hasManyLoops(),
		SegmentBytes: in.cfg.LogSegmentBytes.Load(),
		FirstLSN:     commitlog.LSN(meta.LSN) + 1,
		Fatal:        in.env.Fatal,
		Logger:       in.env.Logger,
		Latency:      &in.latency,
	})
	if err != nil {
		return fmt.Errorf("cannot open the commit log in %s: %w", dir, err)
	}
	in.log = log
	return nil
}

// closeDirectory closes what openDirectory has opened.
func (in *Instance) closeDirectory() error {
	var err error
	if in.log != nil {
		err = in.log.Close()
	}
	if in.store != nil {
		err = errors.Join(err, in.closeStore())
	}
	return errors.Join(err, in.unlock())
}

// closeStore closes the store. That it could not write because the disk is full loses nothing: the log has everything
// that the last checkpoint on disk has not.
func (in *Instance) closeStore() error {
	err := in.store.Close()
	if errors.Is(err, syscall.ENOSPC) {
		in.env.Logger.Error("the checkpoint store could not be closed in order", "error", err)
		return nil
	}
	return err
}

// makeDirectory creates the data directory and those above it where they are missing. Their names are made durable:
// a synced log is of no use in a directory that power loss takes away.
func makeDirectory(fs vfs.FS, dir string) error {
	parent := fs.PathDir(dir)
	if _, err := fs.Stat(dir); err == nil {
		_ = syncDirectory(fs, parent) // in case its maker died before it did; we may not be allowed to
		return nil
	}
	if parent != dir {
		if err := makeDirectory(fs, parent); err != nil {
			return err
		}
	}
	if err := fs.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return syncDirectory(fs, parent)
}

func syncDirectory(fs vfs.FS, dir string) error {
	d, err := fs.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// lockDirectory keeps other servers out of the data directory.
func (in *Instance) lockDirectory(fs vfs.FS, dir string) (err error) {
	in.lock, err = fs.Lock(fs.PathJoin(dir, lockName))
	switch {
	case errors.Is(err, syscall.EROFS), errors.Is(err, iofs.ErrPermission):
		return fmt.Errorf("cannot write to data directory %s: %w", dir, err)
	case err != nil:
		return fmt.Errorf("cannot lock data directory %s; is another server using it? %w", dir, err)
	}
	return nil
}

// unlock lets another server have the directory.
func (in *Instance) unlock() error {
	if in.lock == nil {
		return nil
	}
	err := in.lock.Close()
	in.lock = nil
	return err
}
