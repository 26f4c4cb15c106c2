package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/instance"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// defaultDir is the data directory unless one is named; it is the default of the setting dir.
const defaultDir = "./data"

// dirArgument is the optional last argument of the tools.
func dirArgument(args []string) (string, error) {
	switch len(args) {
	case 0:
		return defaultDir, nil
	case 1:
		return args[0], nil
	default:
		return "", fmt.Errorf("%w: expected one directory, got %d arguments", errUsage, len(args))
	}
}

// logTool is "holdfast log ...".
func logTool(args []string, stdout io.Writer) error {
	if len(args) == 0 || args[0] != "dump" {
		return fmt.Errorf("%w: expected: holdfast log dump [dir]", errUsage)
	}
	dir, err := dirArgument(args[1:])
	if err != nil {
		return err
	}
	return dumpLog(dir, stdout)
}

// dumpLog prints every frame of a log as commands: its number and database, and one line a command.
func dumpLog(dir string, stdout io.Writer) (err error) {
	log, err := commitlog.Open(commitlog.Options{Dir: instance.LogDir(dir, vfs.Default.PathJoin), ReadOnly: true})
	if err != nil {
		return fmt.Errorf("cannot open the commit log: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	out := bufio.NewWriter(stdout)
	defer func() { err = errors.Join(err, out.Flush()) }()
	return log.Replay(0, func(rec commitlog.Record) error { return dumpRecord(out, rec) })
}

func dumpRecord(out io.Writer, rec commitlog.Record) error {
	parser := resp.NewParser(resp.Limits{MaxBulkBytes: commitlog.MaxPayload})
	for rest := rec.Payload; len(rest) > 0; {
		args, n, err := parser.Next(rest)
		if err != nil {
			return fmt.Errorf("record %d: %w", rec.LSN, err)
		}
		if n == 0 {
			return fmt.Errorf("record %d: %w", rec.LSN, commitlog.ErrCorrupt)
		}
		line := fmt.Appendf(nil, "%d db=%d", rec.LSN, rec.DB)
		for _, a := range args {
			line = append(line, ' ')
			line = strconv.AppendQuote(line, string(a))
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}
