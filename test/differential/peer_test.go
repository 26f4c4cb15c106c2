package differential

import (
	"fmt"
	"net"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// replyLimit keeps a server that does not answer from hanging the test.
const replyLimit = 30 * time.Second

// peer is one connection to one of the servers. Unlike a client it keeps the bytes of replies.
type peer struct {
	conn net.Conn
	out  []byte
	in   []byte // what was received and not returned yet
}

// reply is one reply, decoded and as it came.
type reply struct {
	raw   string
	value resp.Value
}

func (r reply) String() string { return fmt.Sprintf("%.300q", r.raw) }

// queue adds a command to those that the next flush sends.
func (p *peer) queue(args []string) { p.out = resp.AppendCommandStrings(p.out, args...) }

func (p *peer) flush() error {
	if err := p.conn.SetDeadline(time.Now().Add(replyLimit)); err != nil {
		return err
	}
	_, err := p.conn.Write(p.out)
	p.out = p.out[:0]
	return err
}

func (p *peer) receive() (reply, error) {
	for {
		_, n, err := resp.Decode(p.in)
		if err != nil {
			return reply{}, err
		}
		if n > 0 {
			raw := string(p.in[:n])
			p.in = p.in[n:]
			v, _, err := resp.Decode([]byte(raw))
			return reply{raw, v}, err
		}
		var chunk [32 << 10]byte
		n, err = p.conn.Read(chunk[:])
		if err != nil {
			return reply{}, err
		}
		p.in = append(p.in, chunk[:n]...)
	}
}

// do sends a command and waits for its reply.
func (p *peer) do(args ...string) (reply, error) {
	p.queue(args)
	if err := p.flush(); err != nil {
		return reply{}, err
	}
	return p.receive()
}
