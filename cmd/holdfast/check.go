package main

import (
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/instance"
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
	_, err = fmt.Fprintf(stdout, "%s is sound\n", dir)
	return err
}

func printReport(out io.Writer, r commitlog.Report) {
	fmt.Fprintf(out, "log: %d records (%d to %d) in %d segments, %d bytes; synced up to record %d\n",
		r.Records, r.First, r.Last, r.Segments, r.Bytes, r.Durable)
	if r.Tail.Frames > 0 {
		fmt.Fprintf(out, "log: behind its end, at offset %d of segment %d, lie %d torn-off records (%d bytes) that no sync "+
			"had covered; the next start cuts them off\n", r.Tail.Offset, r.Tail.Segment, r.Tail.Frames, r.Tail.Bytes)
	}
}
