package transfer

import (
	"errors"
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// partialSuffix marks a file that is not whole yet.
const partialSuffix = ".partial"

// WriteFile makes a file of what write writes. It gets its name when it is whole and on disk; what had the name before
// stays until then, and after an error.
func WriteFile(fs vfs.FS, name string, write func(io.Writer) error) error {
	partial := name + partialSuffix
	f, err := fs.Create(partial, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, fs.Remove(partial))
	}
	if err := fs.Rename(partial, name); err != nil {
		return errors.Join(err, fs.Remove(partial))
	}
	dir, err := fs.OpenDir(fs.PathDir(name))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Spool copies a stream, which can be read once only, to a file, which can be read twice. remove takes it away again.
func Spool(fs vfs.FS, name string, stream io.Reader) (remove func() error, err error) {
	f, err := fs.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(f, stream)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot copy the input: %w", err), fs.Remove(name))
	}
	return func() error { return fs.Remove(name) }, nil
}
