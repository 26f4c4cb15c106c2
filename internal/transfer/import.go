package transfer

import (
	"errors"
	"fmt"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// ImportOptions are how data is read.
type ImportOptions struct {
	// Format is that of the file.
	Format Format
	// Replace lets keys of the file replace those that are there; otherwise nothing is imported if there is one. It is
	// about RDB files: commands do what they say.
	Replace bool
	// NowMillis is when a key has to have expired for it to be left out.
	NowMillis int64
}

// Imported is what an import has done.
type Imported struct {
	Keys      int // of an RDB file
	Expired   int // of these, those that were left out because their time was over
	Empty     int // likewise, because they were collections without elements
	Libraries int // of functions, of an RDB file
	Commands  int // of a stream
}

var errReplaceCommands = errors.New("commands do what they say: there is nothing to replace")

// Import reads a file twice: first to its end, to see whether it is sound and none of its keys is there, and only then
// does it change anything. What a server refuses in the end, for want of memory say, ends the import where it is.
func Import(peer *Peer, fs vfs.FS, name string, o ImportOptions) (done Imported, err error) {
	if o.Format == Auto {
		if err := withFile(fs, name, func(f io.Reader) (err error) {
			o.Format, err = detect(f)
			return err
		}); err != nil {
			return done, err
		}
	}
	run := importing{peer: peer, o: o}
	passes := []pass{run.checkRDB, run.applyRDB}
	if o.Format == Commands {
		passes = []pass{run.checkCommands, run.applyCommands}
		if o.Replace {
			return done, errReplaceCommands
		}
	}
	for _, pass := range passes {
		run.done = Imported{}
		if err := withFile(fs, name, pass); err != nil {
			return run.done, err
		}
	}
	return run.done, nil
}

// importing is an import under way.
type importing struct {
	peer *Peer
	o    ImportOptions
	done Imported // by the pass
	// libraries are those of an RDB file, as FUNCTION RESTORE takes them, from when it has been checked.
	libraries []byte
}

// pass is one reading of a file.
type pass func(file io.Reader) error

// detect tells the format of a file from how it begins.
func detect(file io.Reader) (Format, error) {
	start := make([]byte, len("REDIS0011"))
	n, err := io.ReadFull(file, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return Auto, err
	}
	return formatOf(start[:n])
}

// withFile calls read with an open file.
func withFile(fs vfs.FS, name string, read func(io.Reader) error) error {
	f, err := fs.Open(name, vfs.SequentialReadsOption)
	if err != nil {
		return err
	}
	if err := errors.Join(read(f), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
