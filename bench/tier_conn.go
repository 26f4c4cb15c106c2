package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
)

// tierConn is a connection that gathers commands and sends them together.
type tierConn struct {
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	waiting int // replies
}

func dialTier(addr string) (*tierConn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &tierConn{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *tierConn) close() { _ = c.conn.Close() }

func (c *tierConn) get(key uint64) {
	c.out = fmt.Appendf(c.out, "*2\r\n$3\r\nGET\r\n$%d\r\nkey:%012d\r\n", tierKeyBytes, key)
	c.waiting++
}

// set writes a value that does not compress well.
func (c *tierConn) set(key, seed uint64) {
	c.out = fmt.Appendf(c.out, "*3\r\n$3\r\nSET\r\n$%d\r\nkey:%012d\r\n$%d\r\n", tierKeyBytes, key, tierValueBytes)
	for range tierValueBytes / 8 {
		seed = seed*6364136223846793005 + 1442695040888963407
		for shift := 8; shift <= 64; shift += 8 {
			c.out = append(c.out, byte(seed>>(64-shift)))
		}
	}
	c.out = append(c.out, "\r\n"...)
	c.waiting++
}

// exchange sends what was gathered and reads the replies.
func (c *tierConn) exchange() error {
	if _, err := c.conn.Write(c.out); err != nil {
		return err
	}
	c.out = c.out[:0]
	for ; c.waiting > 0; c.waiting-- {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch line[0] {
		case '-':
			return fmt.Errorf("the server says %s", line)
		case '$':
			n, err := strconv.Atoi(string(line[1 : len(line)-2]))
			if err != nil {
				return err
			}
			if n < 0 {
				return fmt.Errorf("a key is missing")
			}
			if _, err := io.CopyN(io.Discard, c.in, int64(n)+2); err != nil {
				return err
			}
		}
	}
	return nil
}
