package transcript

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// fake is a target in memory that writes down what it is asked to do.
type fake struct {
	version redistest.Version
	forgets bool // a restart loses the data
	data    map[string]string
	polls   int64
	now     time.Duration
	log     []string
}

func (f *fake) Name() string               { return "fake" }
func (f *fake) Version() redistest.Version { return f.version }

func (f *fake) Dial() (Conn, error) {
	f.log = append(f.log, "dial")
	return &fakeConn{fake: f}, nil
}

func (f *fake) Restart() error {
	f.log = append(f.log, "restart")
	if f.forgets {
		clear(f.data)
	}
	return nil
}

func (f *fake) Advance(d time.Duration) error {
	f.now += d
	return nil
}

// frozen is a fake that can neither be restarted nor moved in time.
type frozen struct{ Target }

type fakeConn struct {
	fake    *fake
	multi   bool
	aborted bool
	queue   [][]string
	replies []resp.Value
}

func (c *fakeConn) Close() error {
	c.fake.log = append(c.fake.log, "close")
	return nil
}

func (c *fakeConn) Receive() (resp.Value, error) {
	if len(c.replies) == 0 {
		return resp.Value{}, errors.New("no reply is under way")
	}
	v := c.replies[0]
	c.replies = c.replies[1:]
	return v, nil
}

func (c *fakeConn) Send(args ...string) error {
	c.fake.log = append(c.fake.log, strings.Join(args, " "))
	c.replies = append(c.replies, c.answer(args))
	return nil
}

func (c *fakeConn) answer(args []string) resp.Value {
	switch {
	case args[0] == "MULTI":
		c.multi = true
		return status("OK")
	case args[0] == "EXEC":
		return c.exec()
	case args[0] == "BAD":
		c.aborted = c.multi
		return failure("ERR bad")
	case c.multi:
		c.queue = append(c.queue, args)
		return status("QUEUED")
	default:
		return c.fake.do(args)
	}
}

func (c *fakeConn) exec() resp.Value {
	queue, aborted := c.queue, c.aborted
	c.multi, c.aborted, c.queue = false, false, nil
	if aborted {
		return failure("EXECABORT")
	}
	v := resp.Value{Kind: resp.Array}
	for _, args := range queue {
		v.Elems = append(v.Elems, c.fake.do(args))
	}
	return v
}

func (f *fake) do(args []string) resp.Value {
	switch args[0] {
	case "HELLO":
		return resp.Value{Kind: resp.Map}
	case "FLUSHALL":
		f.data = make(map[string]string)
		return status("OK")
	case "SET":
		f.data[args[1]] = args[2]
		return status("OK")
	case "GET":
		value, ok := f.data[args[1]]
		if !ok {
			return resp.Value{Kind: resp.Null}
		}
		return resp.Value{Kind: resp.Bulk, Str: []byte(value)}
	case "POLL":
		f.polls++
		return resp.Value{Kind: resp.Int, Int: f.polls}
	case "NOW":
		return resp.Value{Kind: resp.Int, Int: f.now.Milliseconds()}
	case "TRUE":
		return resp.Value{Kind: resp.Bool, Int: 1}
	default:
		return failure(fmt.Sprintf("ERR unknown command '%s'", args[0]))
	}
}

func status(text string) resp.Value  { return resp.Value{Kind: resp.Simple, Str: []byte(text)} }
func failure(text string) resp.Value { return resp.Value{Kind: resp.Error, Str: []byte(text)} }
