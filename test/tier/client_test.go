package tier

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
)

const valueBytes = 256

// client gathers commands, sends them together and checks the replies.
type client struct {
	conn   net.Conn
	in     *bufio.Reader
	out    []byte
	wanted []string
	got    []byte
}

func dial(addr string) (*client, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	conn, err := net.Dial(network, addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() }

func (c *client) waiting() int { return len(c.wanted) }

// value is what a key holds after so many writes.
func value(key int, version uint8) string {
	word := fmt.Sprintf("%d.%d ", key, version)
	return strings.Repeat(word, valueBytes/len(word)+1)[:valueBytes]
}

func (c *client) set(key int, version uint8) {
	c.out = fmt.Appendf(c.out, "*3\r\n$3\r\nSET\r\n$12\r\nkey:%08d\r\n$%d\r\n%s\r\n", key, valueBytes, value(key, version))
	c.wanted = append(c.wanted, "+OK\r\n")
}

// get expects what a key should hold.
func (c *client) get(key int, version uint8) {
	c.out = fmt.Appendf(c.out, "*2\r\n$3\r\nGET\r\n$12\r\nkey:%08d\r\n", key)
	c.wanted = append(c.wanted, fmt.Sprintf("$%d\r\n%s\r\n", valueBytes, value(key, version)))
}

func (c *client) exchange() error {
	if _, err := c.conn.Write(c.out); err != nil {
		return err
	}
	for _, want := range c.wanted {
		c.got = append(c.got[:0], make([]byte, len(want))...)
		if n, err := io.ReadFull(c.in, c.got); err != nil {
			return fmt.Errorf("got %q, want %q: %w", c.got[:n], want, err)
		}
		if !bytes.Equal(c.got, []byte(want)) {
			return fmt.Errorf("got %q, want %q", c.got, want)
		}
	}
	c.out, c.wanted = c.out[:0], c.wanted[:0]
	return nil
}
