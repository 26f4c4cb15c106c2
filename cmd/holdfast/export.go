package main

import (
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

// stdStream names standard input or output in place of a file.
const stdStream = "-"

// largeBytes is how large a collection must be to be read by the element, which is slower and takes no memory.
const largeBytes = 16 << 20

// export writes all data to a file or to standard output.
func export(args []string, stdout, stderr io.Writer) error {
	t := newTarget("export", stderr)
	format := t.flags.String("format", "rdb", "of what is written: `rdb` or resp")
	version := t.flags.Int("rdb-version", rdb.Version, "of an RDB file; 10 is for Redis 7.0")
	output := t.flags.String("output", stdStream, "the `file`; - is standard output")
	db := t.flags.Int("db", -1, "only that `database`, and no functions")
	rest, err := t.parse(args)
	if err != nil {
		return err
	}
	o := transfer.ExportOptions{Version: *version, DB: *db, IsOneDB: *db >= 0, NowMillis: clock.NewSystem().NowMillis()}
	if o.Format, err = transfer.ParseFormat(*format); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%w: export: unexpected %q", errUsage, rest[0])
	case o.Format == transfer.Auto:
		return fmt.Errorf("%w: export: --format is rdb or resp", errUsage)
	case *version < rdb.MinWriteVersion || *version > rdb.MaxVersion:
		return fmt.Errorf("%w: export: --rdb-version is from %d to %d", errUsage, rdb.MinWriteVersion, rdb.MaxVersion)
	}
	return t.with(func(peer *transfer.Peer, _ string) error {
		var done transfer.Exported
		write := func(w io.Writer) error {
			src, err := transfer.NewScan(peer)
			if err != nil {
				return err
			}
			src.OnPlain = func(db int, key []byte) {
				fmt.Fprintf(stderr, "warning: key %.100q of database %d: left out what RDB cannot express of the stream: "+
					"delayed entries, idempotence, retention, and the properties of its groups\n", key, db)
			}
			if t.addr == "" {
				src.LargeBytes = largeBytes
			}
			done, err = transfer.Export(src, w, o)
			return err
		}
		if err := writeOutput(*output, stdout, write); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		fmt.Fprintf(stderr, "exported %d keys of %d databases\n", done.Keys, done.Databases)
		if done.Libraries > 0 {
			fmt.Fprintf(stderr, "exported %d libraries of functions\n", done.Libraries)
		}
		return nil
	})
}

// writeOutput calls write with the file of a name or with standard output.
func writeOutput(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == stdStream {
		return write(stdout)
	}
	return transfer.WriteFile(vfs.Default, name, write)
}
