package redistest

import (
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// replyLimit is how long a client waits for the server by default. It only
// keeps a broken server from hanging the tests.
const replyLimit = 10 * time.Second

// Client talks RESP over one connection. It is simple rather than fast, and
// not safe for use by several goroutines.
type Client struct {
	conn    net.Conn
	replies *resp.Reader
	limit   time.Duration
	buf     []byte
}

// Dial connects to a TCP address, or to a Unix socket when addr is a path.
func Dial(addr string) (*Client, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	conn, err := net.DialTimeout(network, addr, replyLimit)
	if err != nil {
		return nil, err
	}
	return NewClient(conn), nil
}

// NewClient talks over conn, which the client then owns. Any net.Conn will do,
// an in-process pipe for instance.
func NewClient(conn net.Conn) *Client {
	return &Client{conn: conn, replies: resp.NewReader(conn), limit: replyLimit}
}

// SetLimit changes how long one Send or Receive may take.
func (c *Client) SetLimit(limit time.Duration) { c.limit = limit }

// Do sends a command and waits for its reply. An error reply is a Value of
// kind resp.Error; the error result speaks of the connection only.
func (c *Client) Do(args ...string) (resp.Value, error) {
	if err := c.Send(args...); err != nil {
		return resp.Value{}, err
	}
	return c.Receive()
}

// Send sends a command and does not wait. Several Sends followed by as many
// Receives are a pipeline.
func (c *Client) Send(args ...string) error {
	c.buf = resp.AppendCommandStrings(c.buf[:0], args...)
	_, err := c.Write(c.buf)
	return err
}

// Write sends bytes as they are: inline commands, broken requests, or a whole
// pipeline in one packet.
func (c *Client) Write(raw []byte) (int, error) {
	if err := c.conn.SetWriteDeadline(time.Now().Add(c.limit)); err != nil {
		return 0, err
	}
	n, err := c.conn.Write(raw)
	if err != nil {
		return n, fmt.Errorf("send: %w", err)
	}
	return n, nil
}

// Receive waits for the next reply or pushed message.
func (c *Client) Receive() (resp.Value, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(c.limit)); err != nil {
		return resp.Value{}, err
	}
	v, err := c.replies.Next()
	if err != nil {
		return resp.Value{}, fmt.Errorf("receive: %w", err)
	}
	return v, nil
}

// Close closes the connection.
func (c *Client) Close() error { return c.conn.Close() }
