package migrate

import (
	"errors"
	"net"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// The errors of the network, in the words of Redis.
var (
	errConnect = errors.New("IOERR error or timeout connecting to the client")
	errWrite   = errors.New("IOERR error or timeout writing to target instance")
	errRead    = errors.New("IOERR error or timeout reading to target instance")
)

// target is the connection to the other server. The timeout counts anew for everything that is written or read.
type target struct {
	conn    net.Conn
	timeout time.Duration
	out, in []byte
}

// connect makes a connection that has said who it is and which database it wants.
func (m *migration) connect() (*target, error) {
	conn, err := m.dial("tcp", m.addr, m.timeout)
	if err != nil {
		return nil, errConnect
	}
	t := &target{conn: conn, timeout: m.timeout}
	if err := t.greet(m.auth, m.request.db); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *target) greet(auth [][]byte, db []byte) error {
	if auth != nil {
		if err := t.ask(append([][]byte{[]byte("AUTH")}, auth...)...); err != nil {
			return err
		}
	}
	return t.ask([]byte("SELECT"), db)
}

// ask sends a command and waits until it has succeeded.
func (t *target) ask(args ...[]byte) error {
	t.queue(args...)
	if err := t.flush(); err != nil {
		return err
	}
	refusal, err := t.receive()
	return errors.Join(err, refusal)
}

func (t *target) queue(args ...[]byte) { t.out = resp.AppendCommand(t.out, args...) }

// chunkBytes is what has to be written within the timeout.
const chunkBytes = 64 << 10

func (t *target) flush() error {
	for out := t.out; len(out) > 0; {
		chunk := out[:min(len(out), chunkBytes)]
		out = out[len(chunk):]
		// The network has a clock of its own.
		if err := t.conn.SetDeadline(time.Now().Add(t.timeout)); err != nil {
			return errWrite
		}
		if _, err := t.conn.Write(chunk); err != nil {
			return errWrite
		}
	}
	t.out = t.out[:0]
	return nil
}

// receive reads one reply; refusal is what an error reply says.
func (t *target) receive() (refusal, err error) {
	for {
		v, n, err := resp.Decode(t.in)
		if err != nil {
			return nil, errRead
		}
		if n == 0 {
			if err := t.read(); err != nil {
				return nil, err
			}
			continue
		}
		if v.Kind == resp.Error {
			refusal = errors.New("ERR Target instance replied with error: " + string(v.Str))
		}
		t.in = t.in[n:]
		return refusal, nil
	}
}

func (t *target) read() error {
	var chunk [4 << 10]byte
	if err := t.conn.SetDeadline(time.Now().Add(t.timeout)); err != nil {
		return errRead
	}
	n, err := t.conn.Read(chunk[:])
	if err != nil {
		return errRead
	}
	t.in = append(t.in, chunk[:n]...)
	return nil
}

func (t *target) close() { _ = t.conn.Close() } // what it said was read before
