package commitlog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

const segmentSuffix = ".log"

func segmentName(number uint64) string {
	return fmt.Sprintf("%012d%s", number, segmentSuffix)
}

// directory is where the segments lie.
type directory struct {
	fs   vfs.FS
	path string
}

func (d directory) file(number uint64) string {
	return d.fs.PathJoin(d.path, segmentName(number))
}

// create makes the directory, if need be, and its entry durable.
func (d directory) create() error {
	// The entry is synced even if it is there: whoever made it may have died before.
	if err := d.fs.MkdirAll(d.path, 0o755); err != nil {
		return err
	}
	return syncDirectory(d.fs, d.fs.PathDir(d.path))
}

// numbers lists the segments, in ascending order. Other files are left alone.
func (d directory) numbers() ([]uint64, error) {
	names, err := d.fs.List(d.path)
	if err != nil {
		return nil, err
	}
	var numbers []uint64
	for _, name := range names {
		digits, ok := strings.CutSuffix(name, segmentSuffix)
		number, err := strconv.ParseUint(digits, 10, 64)
		if ok && err == nil && name == segmentName(number) {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// openWrite opens a segment for writing, creating it if missing.
func (d directory) openWrite(number uint64) (vfs.File, error) {
	return d.fs.OpenReadWrite(d.file(number), vfs.WriteCategoryUnspecified)
}

// remove deletes a segment. The sync after every single one keeps a crash from
// leaving a hole between segments.
func (d directory) remove(number uint64) error {
	if err := d.fs.Remove(d.file(number)); err != nil {
		return err
	}
	return d.sync()
}

// rename gives a file another number, durably.
func (d directory) rename(from, to uint64) error {
	if err := d.fs.Rename(d.file(from), d.file(to)); err != nil {
		return err
	}
	return d.sync()
}

func (d directory) sync() error { return syncDirectory(d.fs, d.path) }

func syncDirectory(fs vfs.FS, path string) error {
	f, err := fs.OpenDir(path)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
