package client

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// Monitors are the clients that see every command (MONITOR). It is safe for concurrent use.
type Monitors struct {
	count atomic.Int32 // zero spares all others the lock

	mu   sync.Mutex // guards list
	list []*Client
}

// Any reports whether somebody looks on.
func (m *Monitors) Any() bool { return m != nil && m.count.Load() != 0 }

// Add has a client see every command from now on.
func (m *Monitors) Add(c *Client) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.list, c) {
		m.list = append(m.list, c)
		m.count.Store(int32(len(m.list)))
		c.SetFlag(FlagMonitor, true)
		c.Join(m)
	}
}

// Leave implements Membership.
func (m *Monitors) Leave(c *Client) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = slices.DeleteFunc(m.list, func(other *Client) bool { return other == c })
	m.count.Store(int32(len(m.list)))
	c.SetFlag(FlagMonitor, false)
}

// Show tells the monitors of a command that from has run in a database. Its secrets were replaced.
func (m *Monitors) Show(nowMicros int64, from *Client, db int, args [][]byte) {
	line := appendMonitored(nil, nowMicros, from.shownAddr(), db, args)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.list {
		c.Push(line, 0)
	}
}

// shownAddr is where a client comes from, as MONITOR prints it.
func (c *Client) shownAddr() string {
	if c.Network == "unix" {
		return "unix:" + strings.TrimSuffix(c.LocalAddr, ":0")
	}
	return c.Addr
}

// appendMonitored appends one line: seconds with micros, database and address, and the words in quotes.
func appendMonitored(dst []byte, nowMicros int64, addr string, db int, args [][]byte) []byte {
	dst = strconv.AppendInt(append(dst, '+'), nowMicros/1e6, 10)
	micros := strconv.AppendInt(nil, 1e6+nowMicros%1e6, 10) // a leading one keeps the zeros
	dst = append(append(dst, '.'), micros[1:]...)
	dst = strconv.AppendInt(append(dst, " ["...), int64(db), 10)
	dst = append(append(append(dst, ' '), addr...), ']')
	for _, arg := range args {
		dst = resp.AppendQuoted(append(dst, ' '), arg)
	}
	return append(dst, "\r\n"...)
}
