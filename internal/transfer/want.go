package transfer

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// want is the reply to a command if all is well.
type want struct {
	kind wantKind
	n    int64  // of a wantInt
	what string // the command is about, for whoever reads of its failure
}

type wantKind uint8

const (
	// wantAny is anything but an error.
	wantAny wantKind = iota
	// wantOK is OK.
	wantOK
	// wantInt is a number.
	wantInt
	// wantAbsent is the 0 of an EXISTS.
	wantAbsent
)

// check says what is wrong with a reply.
func (w want) check(v resp.Value) error {
	switch {
	case v.Kind == resp.Error:
		return fmt.Errorf("%s: %s: %w", w.what, v.Str, ErrReply)
	case w.kind == wantAbsent && v.Int != 0:
		return fmt.Errorf("%s: %w", w.what, ErrExists)
	case w.kind == wantOK && string(v.Str) != "OK", w.kind == wantInt && v.Int != w.n:
		return fmt.Errorf("%s: the server answers %s, so there was a value under the key, or the file has an element twice: %w",
			w.what, v.AppendText(nil), ErrReply)
	}
	return nil
}
