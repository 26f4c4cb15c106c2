package transcript

import (
	"fmt"
	"strings"

	"github.com/holdfast-db/holdfast/internal/redistest"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// controlConn is the player's own connection. No transcript can name it.
const controlConn = ""

// ask runs a command on the player's own connection.
func (p *player) ask(args ...string) (resp.Value, error) {
	conn, err := p.conn(controlConn)
	if err != nil {
		return resp.Value{}, err
	}
	return do(conn, args...)
}

// awaitAlone waits until nobody but the player is connected. Connections are
// closed without a word, and servers find out in their own time.
func (p *player) awaitAlone() (err error) {
	var list resp.Value
	alone := redistest.Until(pollLimit, func() bool {
		list, err = p.ask("CLIENT", "LIST")
		return err != nil || list.Kind == resp.Error || strings.Count(string(list.Str), "\n") <= 1
	})
	if err == nil && !alone {
		err = fmt.Errorf("clients of another case stay connected: %s", list.Str)
	}
	return err
}

// conn gives the connection of that name, and dials it when it is new.
func (p *player) conn(name string) (Conn, error) {
	if conn, ok := p.conns[name]; ok {
		return conn, nil
	}
	conn, err := p.target.Dial()
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	p.conns[name] = conn
	if p.mode.protocol() == 3 {
		v, err := do(conn, "HELLO", "3")
		if err != nil {
			return nil, err
		}
		if v.Kind != resp.Map {
			return nil, fmt.Errorf("HELLO 3 gave %s", v.AppendText(nil))
		}
	}
	return conn, nil
}

func (p *player) hangUp() {
	for name, conn := range p.conns {
		_ = conn.Close() // nothing was left to say
		delete(p.conns, name)
	}
}
