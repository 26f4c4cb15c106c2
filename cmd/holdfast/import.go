package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/transfer"
)

// importData reads a file, or standard input, into the data.
func importData(args []string, stdin io.Reader, stderr io.Writer) error {
	t := newTarget("import", stderr)
	t.mayMakeDirectory = true
	format := t.flags.String("format", "auto", "of what is read: rdb, resp or `auto`")
	replace := t.flags.Bool("replace", false, "keys and functions that are there already, instead of stopping")
	files, err := t.parse(args)
	if err != nil {
		return err
	}
	o := transfer.ImportOptions{Replace: *replace, NowMillis: clock.NewSystem().NowMillis()}
	if o.Format, err = transfer.ParseFormat(*format); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if len(files) != 1 {
		return fmt.Errorf("%w: import: expected one file, got %d arguments", errUsage, len(files))
	}
	if _, err := vfs.Default.Stat(files[0]); err != nil && files[0] != stdStream {
		return fmt.Errorf("import: %w", err) // before a directory is made for it
	}
	return t.with(func(peer *transfer.Peer, dir string) error {
		return withInput(files[0], dir, stdin, func(name string) error {
			done, err := transfer.Import(peer, vfs.Default, name, o)
			switch {
			case errors.Is(err, transfer.ErrExists):
				return fmt.Errorf("import: %w; nothing was imported; --replace lets the file's keys replace those that are there", err)
			case err != nil:
				return fmt.Errorf("import: %w", err)
			}
			printImported(stderr, done)
			return nil
		})
	})
}

// withInput calls use with a file. Standard input becomes one in a directory, because it is read twice.
func withInput(name, dir string, stdin io.Reader, use func(name string) error) error {
	if name != stdStream {
		return use(name)
	}
	fs := vfs.Default
	name = fs.PathJoin(dir, fmt.Sprintf("import-%d.partial", os.Getpid()))
	remove, err := transfer.Spool(fs, name, stdin)
	if err != nil {
		return err
	}
	return errors.Join(use(name), remove())
}

func printImported(out io.Writer, done transfer.Imported) {
	if done.Commands > 0 {
		fmt.Fprintf(out, "sent %d commands\n", done.Commands)
		return
	}
	fmt.Fprintf(out, "imported %d keys\n", done.Keys-done.Expired-done.Empty)
	if done.Libraries > 0 {
		fmt.Fprintf(out, "imported %d libraries of functions\n", done.Libraries)
	}
	if done.Expired > 0 {
		fmt.Fprintf(out, "left out %d that had expired\n", done.Expired)
	}
	if done.Empty > 0 {
		fmt.Fprintf(out, "left out %d collections without elements\n", done.Empty)
	}
}
