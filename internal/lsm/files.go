package lsm

import (
	"errors"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

const (
	tableSuffix  = ".sst"
	markerPrefix = "marker."
)

// files is the file system as Pebble sees it.
type files struct {
	vfs.FS
	gate *gate
}

// Create creates tables through the gate; Pebble holds no lock then.
//
// And it makes durable what the directory lists before a marker is added. Pebble
// writes a new list of tables, adds the marker that points to it, removes the
// old marker and syncs the directory once: a crash in between may leave the
// marker without the list, or no marker at all.
func (fs files) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if strings.HasSuffix(name, tableSuffix) {
		fs.gate.pass()
	}
	if err := fs.beforeMarker(name); err != nil {
		return nil, err
	}
	return fs.FS.Create(name, category)
}

// Remove makes durable what the directory lists before a marker is removed.
func (fs files) Remove(name string) error {
	if err := fs.beforeMarker(name); err != nil {
		return err
	}
	return fs.FS.Remove(name)
}

func (fs files) beforeMarker(name string) error {
	if !strings.HasPrefix(fs.PathBase(name), markerPrefix) {
		return nil
	}
	dir, err := fs.OpenDir(fs.PathDir(name))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
