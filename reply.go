package holdfast

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// Error is an error reply, with the text that Redis clients see, such as "WRONGTYPE Operation against ...".
type Error string

func (e Error) Error() string { return string(e) }

// ErrNil says that a typed accessor met a null reply: the key or element does not exist.
var ErrNil = errors.New("holdfast: nil reply")

// Reply is the answer to a command.
type Reply struct{ v resp.Value }

// Do runs one command, given as its words, and waits for its reply, which counts: what it acknowledges is in the
// log as the setting appendfsync asks. An error reply comes back as an Error. Commands that need a connection of
// their own (MULTI, SUBSCRIBE, SELECT for later commands) want Dial.
func (db *DB) Do(ctx context.Context, args ...string) (Reply, error) {
	if len(args) == 0 {
		return Reply{}, errors.New("holdfast: empty command")
	}
	var r Reply
	err := db.in.Do(ctx, args, func(encoded []byte) error { return r.decode(encoded) })
	return r.checked(err)
}

// decode copies an encoded reply.
func (r *Reply) decode(encoded []byte) error {
	v, _, err := resp.Decode(bytes.Clone(encoded))
	r.v = v
	return err
}

// checked is the outcome of a command that has ended with an error, or with this reply.
func (r Reply) checked(err error) (Reply, error) {
	if err != nil {
		return Reply{}, fmt.Errorf("holdfast: %w", err)
	}
	if r.v.Kind == resp.Error {
		return Reply{}, Error(r.v.Str)
	}
	return r, nil
}

// IsNil reports a null reply.
func (r Reply) IsNil() bool { return r.v.Kind == resp.Null }

// Bytes is a string reply. The slice is the caller's.
func (r Reply) Bytes() ([]byte, error) {
	switch r.v.Kind {
	case resp.Bulk, resp.Simple, resp.Verbatim, resp.BigNumber:
		return r.v.Str, nil
	case resp.Int:
		return strconv.AppendInt(nil, r.v.Int, 10), nil
	}
	return nil, r.mismatch("a string")
}

// Text is Bytes as a string.
func (r Reply) Text() (string, error) {
	b, err := r.Bytes()
	return string(b), err
}

// Int is an integer reply, or a string reply that is a decimal integer.
func (r Reply) Int() (int64, error) {
	switch r.v.Kind {
	case resp.Int:
		return r.v.Int, nil
	case resp.Bulk, resp.Simple:
		return strconv.ParseInt(string(r.v.Str), 10, 64)
	}
	return 0, r.mismatch("an integer")
}

// Array is the elements of an array, set or map reply; a map's keys and values alternate.
func (r Reply) Array() ([]Reply, error) {
	switch r.v.Kind {
	case resp.Array, resp.Set, resp.Map, resp.Push:
		list := make([]Reply, len(r.v.Elems))
		for i, e := range r.v.Elems {
			list[i] = Reply{e}
		}
		return list, nil
	}
	return nil, r.mismatch("an array")
}

// String prints the reply as redis-cli does.
func (r Reply) String() string { return string(r.v.AppendText(nil)) }

func (r Reply) mismatch(want string) error {
	if r.IsNil() {
		return ErrNil
	}
	return fmt.Errorf("holdfast: reply is not %s but %s", want, r)
}
