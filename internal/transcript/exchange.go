package transcript

import (
	"fmt"
	"strings"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// exchange runs a command in the way of the mode. Without args it waits for one
// more reply.
func (p *player) exchange(conn Conn, args []string) (resp.Value, error) {
	switch {
	case args == nil:
		return conn.Receive()
	case p.mode == Multi:
		return inMulti(conn, args)
	default:
		return do(conn, args...)
	}
}

// inMulti takes the reply from EXEC, or the error that kept the command from
// being queued.
func inMulti(conn Conn, args []string) (resp.Value, error) {
	opened, err := do(conn, "MULTI")
	if err != nil || opened.Kind == resp.Error {
		return opened, err
	}
	queued, err := do(conn, args...)
	if err != nil {
		return queued, err
	}
	done, err := do(conn, "EXEC")
	switch {
	case err != nil:
		return done, err
	case queued.Kind == resp.Error:
		if done.Kind != resp.Error || !strings.HasPrefix(string(done.Str), "EXECABORT") {
			return done, fmt.Errorf("EXEC after the refused command gave %s", done.AppendText(nil))
		}
		return queued, nil
	case string(queued.Str) != "QUEUED" || done.Kind != resp.Array || len(done.Elems) != 1:
		return done, fmt.Errorf("queueing gave %s, EXEC gave %s", queued.AppendText(nil), done.AppendText(nil))
	default:
		return done.Elems[0], nil
	}
}

// block sends a command and returns when the server says that the client is
// blocked, so that what other connections do next comes after it.
func (p *player) block(conn Conn, args []string) error {
	id, err := do(conn, "CLIENT", "ID")
	if err != nil {
		return err
	}
	if id.Kind != resp.Int {
		return fmt.Errorf("CLIENT ID gave %s", id.AppendText(nil))
	}
	if err := conn.Send(args...); err != nil {
		return err
	}
	var list resp.Value
	blocked := redistest.Until(pollLimit, func() bool {
		list, err = p.ask("CLIENT", "LIST", "ID", fmt.Sprint(id.Int))
		return err != nil || isBlocked(string(list.Str))
	})
	if err == nil && !blocked {
		err = fmt.Errorf("the command does not block; CLIENT LIST: %s", list.AppendText(nil))
	}
	return err
}

// isBlocked looks for the flag b in a line of CLIENT LIST.
func isBlocked(client string) bool {
	for field := range strings.FieldsSeq(client) {
		if flags, ok := strings.CutPrefix(field, "flags="); ok {
			return strings.Contains(flags, "b")
		}
	}
	return false
}

// do sends a command and waits for its reply.
func do(conn Conn, args ...string) (resp.Value, error) {
	if err := conn.Send(args...); err != nil {
		return resp.Value{}, err
	}
	return conn.Receive()
}
