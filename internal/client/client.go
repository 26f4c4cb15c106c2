// Package client owns what the server knows about who is connected: identity, flags, the transaction a client is
// in, and the registry that lists, kills and pauses clients. It moves no bytes; that is the session's work.
package client

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/config"
)

// Client is one connection's state. The fields above mu belong to the client's own session; what others may read
// is atomic or guarded by mu.
type Client struct {
	ID        int64
	Network   string // tcp, unix, pipe
	Addr      string // the peer, as Redis prints it
	LocalAddr string
	FD        int
	CreatedAt int64 // unix milliseconds

	Authenticated bool
	Reply         ReplyMode
	NoTouch       bool
	Proto         int
	Multi         Multi
	Scans         Scans

	// CloseAfterReply ends the connection once the replies so far are sent.
	CloseAfterReply bool

	mu      sync.Mutex // guards the names
	name    string
	libName string
	libVer  string

	user       atomic.Pointer[acl.User]
	db         atomic.Int32
	flags      atomic.Uint32
	lastActive atomic.Int64 // unix milliseconds
	lastCmd    atomic.Pointer[string]
	queryBytes atomic.Int64
	outBytes   atomic.Int64
	queued     atomic.Int32 // commands queued by MULTI, -1 outside
	queuedMem  atomic.Int64 // the bytes that they take
	watched    atomic.Int32
	proto      atomic.Int32
	netIn      atomic.Int64
	netOut     atomic.Int64
	unblock    atomic.Uint32 // Unblocked

	outbox   outbox
	overSoft atomic.Int64 // since when the output is over the soft limit, in unix milliseconds; 0 if it is not
	limits   *config.Limits
	stats    *Stats

	subs   Subscriptions
	joined []Membership

	Tracker     Tracker      // nil unless what the client reads is tracked
	redirect    atomic.Int64 // where invalidations go, as Redirect says
	prefixBytes atomic.Int64

	waker Waker
}

// Waker lets any goroutine reach the connection behind a client.
type Waker interface {
	Wake()
	Kill()
}

// A Yielder is a Waker that serves others from the same goroutine. Its Yield gives them a moment.
type Yielder interface{ Yield() }

// Yield lets the others go on that the running client's goroutine serves as well. It is called by that goroutine, in the
// midst of a command that takes long; no shard lock is taken on behalf of the others then.
func (c *Client) Yield() {
	if y, ok := c.waker.(Yielder); ok {
		y.Yield()
	}
}

// ReplyMode is what CLIENT REPLY asked for.
type ReplyMode uint8

// The reply modes.
const (
	ReplyOn ReplyMode = iota
	ReplyOff
	// ReplySkipNext leaves out the reply of the next command, ReplySkip that of the running one.
	ReplySkipNext
	ReplySkip
)

// Flag is one of a client's states that others can see.
type Flag uint32

// The flags.
const (
	FlagBlocked Flag = 1 << iota // waits for others, as in BLPOP
	FlagPaused                   // held by CLIENT PAUSE
	FlagMulti
	FlagNoEvict
	FlagNoTouch
	FlagClosing
	FlagInternal // an embedded caller, not a connection
	FlagPubSub   // has subscribed to something
	FlagMonitor
	FlagTracking
	FlagBroadcast      // tracks prefixes
	FlagBrokenRedirect // the client that invalidations go to is gone
)

// EndMulti leaves MULTI and forgets the queue and the watches, which the caller has taken out of the engine.
func (c *Client) EndMulti() {
	m := &c.Multi
	m.Active, m.Aborted, m.HasWrite, m.RollBack, m.Watches = false, false, false, false, nil
	m.forgetQueue()
	m.Dirty.Store(false)
	c.SyncMulti()
}

// New returns a client that is not yet in a registry.
func New(network, addr, local string, nowMillis int64, w Waker) *Client {
	c := &Client{Network: network, Addr: addr, LocalAddr: local, FD: -1, CreatedAt: nowMillis, Proto: 2, waker: w}
	c.proto.Store(2)
	c.queued.Store(-1)
	c.redirect.Store(-1)
	c.lastActive.Store(nowMillis)
	return c
}

// DB is the selected database.
func (c *Client) DB() int { return int(c.db.Load()) }

// SetDB selects a database.
func (c *Client) SetDB(db int) { c.db.Store(int32(db)) }

// SetProto records the protocol version that the client negotiated.
func (c *Client) SetProto(p int) {
	c.Proto = p
	c.proto.Store(int32(p))
}

// Protocol is Proto for other goroutines.
func (c *Client) Protocol() int { return int(c.proto.Load()) }

// SetFlag sets or clears a flag.
func (c *Client) SetFlag(f Flag, on bool) {
	if on {
		c.flags.Or(uint32(f))
		return
	}
	c.flags.And(^uint32(f))
}

// HasFlag reports whether a flag is set.
func (c *Client) HasFlag(f Flag) bool { return Flag(c.flags.Load())&f != 0 }

// Name is the connection's name, set by CLIENT SETNAME.
func (c *Client) Name() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.name
}

// SetName names the connection.
func (c *Client) SetName(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.name = name
}

// SetLibrary records the client library's name or version.
func (c *Client) SetLibrary(name, version *string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if name != nil {
		c.libName = *name
	}
	if version != nil {
		c.libVer = *version
	}
}

// Ran records the last command and the traffic of one turn of the session.
func (c *Client) Ran(nowMillis int64, cmd *string, inBytes, outBytes, pendingIn int) {
	if cmd != nil && c.lastCmd.Load() != cmd {
		c.lastCmd.Store(cmd)
	}
	c.netIn.Add(int64(inBytes))
	publish(&c.lastActive, nowMillis)
	publish(&c.outBytes, int64(outBytes))
	c.Holds(pendingIn)
}

// Holds records the input that waits to be run.
func (c *Client) Holds(queryBytes int) { publish(&c.queryBytes, int64(queryBytes)) }

// publish stores a value that often is there already: looking costs less than storing.
func publish(to *atomic.Int64, value int64) {
	if to.Load() != value {
		to.Store(value)
	}
}

// Running records the command that runs right now, and how much input there is with it, so that CLIENT LIST shows
// itself.
func (c *Client) Running(cmd *string, queryBytes int) {
	c.lastCmd.Store(cmd)
	c.Holds(queryBytes)
}

// SetLastCommand records the command that runs right now.
func (c *Client) SetLastCommand(cmd *string) { c.lastCmd.Store(cmd) }

// Sent records bytes that left.
func (c *Client) Sent(n, left int) {
	c.netOut.Add(int64(n))
	publish(&c.outBytes, int64(left))
}

// BufferBytes is how much of the client's requests and replies is in memory, with what waits for EXEC.
func (c *Client) BufferBytes() int64 {
	return c.queryBytes.Load() + c.OutputBytes() + c.queuedMem.Load()
}

// LastActive is when the client last sent something, in unix milliseconds.
func (c *Client) LastActive() int64 { return c.lastActive.Load() }

// SyncMulti publishes the transaction's size for CLIENT LIST.
func (c *Client) SyncMulti() {
	n := int32(-1)
	if c.Multi.Active {
		n = int32(len(c.Multi.Queue))
	}
	c.queued.Store(n)
	c.queuedMem.Store(c.Multi.Bytes)
	c.watched.Store(int32(len(c.Multi.Watches)))
	c.SetFlag(FlagMulti, c.Multi.Active)
}

// Wake makes the connection look at its session again.
func (c *Client) Wake() {
	if c.waker != nil {
		c.waker.Wake()
	}
}

// Kill ends the connection, from any goroutine.
func (c *Client) Kill() {
	c.SetFlag(FlagClosing, true)
	if c.waker != nil {
		c.waker.Kill()
	}
}

// Type is the class for CLIENT LIST TYPE and CLIENT KILL TYPE.
func (c *Client) Type() string {
	if c.HasFlag(FlagPubSub) {
		return "pubsub"
	}
	return "normal"
}

// User is whom the client acts as: nil is the owner of the process.
func (c *Client) User() *acl.User { return c.user.Load() }

// SetUser says whom the client acts as from now on.
func (c *Client) SetUser(u *acl.User) { c.user.Store(u) }

// AppendInfo appends the client's line of CLIENT LIST, without the newline.
func (c *Client) AppendInfo(dst []byte, nowMillis int64) []byte {
	c.mu.Lock()
	name, libName, libVer := c.name, c.libName, c.libVer
	c.mu.Unlock()
	cmd := "NULL"
	if p := c.lastCmd.Load(); p != nil {
		cmd = *p
	}
	var b strings.Builder
	field := func(key, value string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(key + "=" + value)
	}
	number := func(key string, v int64) { field(key, strconv.FormatInt(v, 10)) }
	query, out := c.queryBytes.Load(), c.outBytes.Load()
	number("id", c.ID)
	field("addr", c.Addr)
	field("laddr", c.LocalAddr)
	number("fd", int64(c.FD))
	field("name", name)
	number("age", (nowMillis-c.CreatedAt)/1000)
	number("idle", max(0, nowMillis-c.lastActive.Load())/1000)
	field("flags", c.flagLetters())
	number("db", int64(c.db.Load()))
	number("sub", int64(c.Subscribed(Channel)))
	number("psub", int64(c.Subscribed(Pattern)))
	number("ssub", int64(c.Subscribed(ShardChannel)))
	number("multi", int64(c.queued.Load()))
	number("qbuf", query)
	number("qbuf-free", 0)
	number("argv-mem", 0)
	number("multi-mem", c.queuedMem.Load())
	number("rbs", 0)
	number("rbp", 0)
	number("obl", out)
	number("oll", int64(c.pushed()))
	number("omem", c.OutputBytes())
	number("tot-mem", c.MemoryBytes())
	field("events", events(out))
	field("cmd", cmd)
	field("user", c.User().Name())
	number("redir", c.Redirect())
	number("resp", int64(c.proto.Load()))
	field("lib-name", libName)
	field("lib-ver", libVer)
	number("tot-net-in", c.netIn.Load())
	number("tot-net-out", c.netOut.Load())
	return append(dst, b.String()...)
}

// events is what the connection waits for: requests, and while replies are left the chance to send them.
func events(outBytes int64) string {
	if outBytes > 0 {
		return "rw"
	}
	return "r"
}

func (c *Client) flagLetters() string {
	var b []byte
	letter := func(cond bool, l byte) {
		if cond {
			b = append(b, l)
		}
	}
	letter(c.HasFlag(FlagMonitor), 'O')
	letter(c.HasFlag(FlagPubSub), 'P')
	letter(c.HasFlag(FlagMulti), 'x')
	letter(c.HasFlag(FlagBlocked|FlagPaused), 'b')
	letter(c.HasFlag(FlagTracking), 't')
	letter(c.HasFlag(FlagBrokenRedirect), 'R')
	letter(c.HasFlag(FlagBroadcast), 'B')
	letter(c.Multi.Dirty.Load(), 'd')
	letter(c.HasFlag(FlagClosing), 'A')
	letter(c.Network == "unix", 'U')
	letter(c.HasFlag(FlagNoEvict), 'e')
	letter(c.HasFlag(FlagNoTouch), 'T')
	if len(b) == 0 {
		return "N"
	}
	return string(b)
}

// HasState reports whether the client has asked for anything that outlives a command.
func (c *Client) HasState() bool {
	return c.DB() != 0 || c.Multi.Active || len(c.Multi.Watches) > 0 || c.Reply != ReplyOn || c.NoTouch || c.Proto != 2 ||
		len(c.Scans.open) > 0
}
