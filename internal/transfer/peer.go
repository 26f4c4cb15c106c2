package transfer

import (
	"bufio"
	"fmt"
	"net"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// Peer is a connection to the server that data comes from or goes to.
type Peer struct {
	conn    net.Conn
	out     *bufio.Writer
	replies *resp.Reader
	db      int // the one that is selected
}

// sendBytes is how much is gathered before it is sent.
const sendBytes = 64 << 10

// NewPeer talks over a connection, which it then owns.
func NewPeer(conn net.Conn) *Peer {
	return &Peer{conn: conn, out: bufio.NewWriterSize(conn, sendBytes), replies: resp.NewReader(conn)}
}

// Close closes the connection.
func (p *Peer) Close() error { return p.conn.Close() }

// Authenticate gives a password, and a user's name unless that is empty.
func (p *Peer) Authenticate(user, password string) error {
	words := []string{"AUTH", password}
	if user != "" {
		words = []string{"AUTH", user, password}
	}
	_, err := p.do(words...)
	return err
}

// do sends a command and waits for its reply. A reply that is an error is ErrReply.
func (p *Peer) do(words ...string) (resp.Value, error) {
	if _, err := p.out.Write(resp.AppendCommandStrings(nil, words...)); err != nil {
		return resp.Value{}, err
	}
	if err := p.out.Flush(); err != nil {
		return resp.Value{}, err
	}
	v, err := p.replies.Next()
	if err == nil && v.Kind == resp.Error {
		err = fmt.Errorf("%s: %s: %w", words[0], v.Str, ErrReply)
	}
	return v, err
}

// sendAll sends what append appends for each of n, while the caller receives the replies: the server need not take all
// before it has answered some.
func (p *Peer) sendAll(n int, appendTo func(dst []byte, i int) []byte) (sent <-chan error) {
	done := make(chan error, 1)
	go func() {
		var buf []byte
		for i := range n {
			buf = appendTo(buf[:0], i)
			if _, err := p.out.Write(buf); err != nil {
				done <- err
				return
			}
		}
		done <- p.out.Flush()
	}()
	return done
}

// all sends n commands and returns their replies.
func (p *Peer) all(n int, appendTo func(dst []byte, i int) []byte) ([]resp.Value, error) {
	sent := p.sendAll(n, appendTo)
	replies := make([]resp.Value, n)
	for i := range replies {
		var err error
		if replies[i], err = p.replies.Next(); err != nil {
			return nil, err
		}
	}
	return replies, <-sent
}

// selectDB makes a database the one that what follows is about.
func (p *Peer) selectDB(n int) error {
	if n == p.db {
		return nil
	}
	_, err := p.do("SELECT", strconv.Itoa(n))
	p.db = n
	return err
}
