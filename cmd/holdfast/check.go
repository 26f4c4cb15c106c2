package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/lsm"
)

// check reads everything in a data directory and changes nothing.
func check(args []string, stdout io.Writer) error {
	dir, err := dirArgument(args)
	if err != nil {
		return err
	}
	logDir := instance.LogDir(dir, vfs.Default.PathJoin)
	if _, err := vfs.Default.Stat(logDir); err != nil {
		return fmt.Errorf("no data in %s: %w", dir, err)
	}
	report, err := commitlog.Verify(vfs.Default, logDir)
	printReport(stdout, report)
	if err != nil {
		return err
	}
	if err := dumpLog(dir, io.Discard); err != nil { // every payload is well-formed commands
		return err
	}
	if err := checkStore(dir, report, stdout); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s is sound\n", dir)
	return err
}

// checkStore reads the checkpoints, and compares where they end with where the log begins.
func checkStore(dir string, log commitlog.Report, out io.Writer) (err error) {
	storeDir := instance.StoreDir(dir, vfs.Default.PathJoin)
	if _, err := vfs.Default.Stat(storeDir); errors.Is(err, fs.ErrNotExist) {
		return nil // the first checkpoint is still to come
	}
	store, err := lsm.Open(storeDir, lsm.Options{ReadOnly: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	meta, found := store.Meta()
	if !found {
		return nil
	}
	var keys int64
	for _, d := range meta.Databases {
		keys += d.Keys
	}
	fmt.Fprintf(out, "checkpoint: %d keys as of record %d\n", keys, meta.LSN)
	if uint64(log.First) > meta.LSN+1 {
		return fmt.Errorf("the log begins with record %d, but the checkpoint ends with %d: what lies between is lost", log.First, meta.LSN)
	}
	return store.Check()
}

func printReport(out io.Writer, r commitlog.Report) {
	fmt.Fprintf(out, "log: %d records (%d to %d) in %d segments, %d bytes; synced up to record %d\n",
		r.Records, r.First, r.Last, r.Segments, r.Bytes, r.Durable)
	if r.Tail.Frames > 0 {
		fmt.Fprintf(out, "log: behind its end, at offset %d of segment %d, lie %d torn-off records (%d bytes) that no sync "+
			"had covered; the next start cuts them off\n", r.Tail.Offset, r.Tail.Segment, r.Tail.Frames, r.Tail.Bytes)
	}
}
