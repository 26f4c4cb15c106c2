// Package session is one client's state machine, without any I/O: it is fed bytes, runs the commands in them, and
// appends the replies to an output buffer. It owns no goroutine and no socket, so event loops, TLS connections,
// in-process pipes, embedded calls and tests all drive the same code.
//
// A session is used by one goroutine at a time. Other goroutines reach it through its client's Waker only.
package session

import (
	"time"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

// Shared is what all sessions of a server have in common.
type Shared struct {
	Table   *command.Table
	Engine  *engine.Engine
	Clients *client.Registry
	Config  *config.Config
	// Tracking may be nil where no client is tracked.
	Tracking *tracking.Table
	// Buffers are for replies in bulk.
	Buffers resp.Buffers
}

// State tells the transport what to do with the connection.
type State uint8

// The states.
const (
	// Running: feed it.
	Running State = iota
	// Parked: the server holds it (CLIENT PAUSE); Process does nothing until a Wake or the Deadline.
	Parked
	// Blocked: its command waits for something that others do; else as Parked.
	Blocked
	// Closing: send the output, then close.
	Closing
	// Dead: close at once.
	Dead
)

// strangerQueryBytes is how much input may wait of a client that has not authenticated, as in Redis.
const strangerQueryBytes = 1 << 20

// softOutputBytes is how much output may gather before Process stops and lets the transport send.
const softOutputBytes = 1 << 20

// bigInputBytes is how much input counts as memory of the client while it is run, too.
const bigInputBytes = 64 << 10

// Session is one client.
type Session struct {
	shared *Shared
	client *client.Client
	parser *resp.Parser
	limits resp.Limits // the parser's
	out    resp.Writer
	txn    *engine.Txn
	call   command.Call
	refs   []command.KeyRef

	state    State
	parking  command.Parking
	parked   command.Call // the call to resume, with arguments of its own
	pausedTo int64        // CLIENT PAUSE holds the next command until then, in unix milliseconds
	waitLSN  commitlog.LSN

	fetch        *engine.Fetch // what the parked command waits for from disk
	fetched      bool          // the next command was parked for its keys already
	pageFetches  int           // how often it was for pages
	cold         [][]byte
	soleKeyTurns int      // for how many turns not to look ahead
	ahead        [][]byte // keys that the next commands are likely to name, views into the input
	starvedTo    int64    // until when the next command waits for memory at most, in unix milliseconds

	now int64

	meter    meter
	samples  samples
	unread   int           // the input from the running command on, in bytes
	isLast   bool          // no input follows the running command
	heldAt   time.Duration // when the blocked command blocked
	heldTook time.Duration // how long it had run until then
}

// New returns the session of a client that was added to the registry.
func New(shared *Shared, c *client.Client) *Session {
	s := &Session{shared: shared, client: c, txn: shared.Engine.NewTxn(), parser: resp.NewParser(resp.Limits{})}
	s.out.SetProto(2)
	s.out.Share(&shared.Buffers)
	s.txn.SetOwner(c.ID)
	c.Govern(&shared.Config.ClientOutputBuffers, &shared.Clients.Stats)
	s.call = command.Call{Table: shared.Table, Out: &s.out, Tx: s.txn, Client: c, Monitors: &shared.Clients.Monitors, Runner: s}
	c.SetUser(shared.Clients.Users.Default())
	c.Authenticated = c.User().IsOpen()
	s.limitParser()
	return s
}

// Client is the client's visible state.
func (s *Session) Client() *client.Client { return s.client }

// Process runs the complete commands at the start of in and returns how many bytes it used. It stops early when
// the client parks, closes, or has enough output waiting.
func (s *Session) Process(in []byte) (used int) {
	s.startTurn()
	if len(in) > bigInputBytes && !s.admitInput(len(in)) {
		return 0
	}
	isRunning := s.resume(false)
	s.deliver() // after the reply that a blocked command was waiting for
	if !isRunning {
		s.settleDelivered(len(in))
		return 0
	}
	var last *command.Spec
	ahead := 0
	for used < len(in) && s.state == Running && s.out.Len() < softOutputBytes {
		s.out.Ready()
		if used >= ahead {
			ahead = used + s.prefetch(in[used:])
		}
		args, n, err := s.parser.Next(in[used:])
		if err != nil {
			s.refuse(err)
			used = len(in)
			break
		}
		if n == 0 {
			break
		}
		if len(args) > 0 {
			s.unread, s.isLast = len(in)-used, len(in) == used+n
			spec, ran := s.execute(args)
			if !ran {
				break // paused: the command stays where it is
			}
			last = spec
		}
		used += n
	}
	s.ahead = s.ahead[:0]
	if s.state == Running {
		s.txn.Offer(nil)
	}
	s.settle(last, used, len(in)-used)
	return used
}

// startTurn reads the clocks.
func (s *Session) startTurn() {
	now, mono := s.shared.Engine.Clock().Read()
	s.now = now
	s.startMeter(mono)
}

// refuse answers a protocol error, after which nothing from this client can be trusted.
func (s *Session) refuse(err error) {
	mark := s.out.Len()
	s.out.Error("ERR " + err.Error())
	s.shared.Clients.Stats.CountError(s.out.Bytes()[mark:])
	s.state = Closing
}

// settle publishes what one turn did and checks the limits on what is waiting.
func (s *Session) settle(last *command.Spec, used, pending int) {
	s.measure(&s.meter, nil)
	s.waitLSN = max(s.waitLSN, s.txn.TakeWait())
	s.txn.FlushStats()
	s.shared.Tracking.Settle()
	s.deliver()
	if s.client.Multi.Active {
		s.client.SyncMulti()
	}
	stats := &s.shared.Clients.Stats
	if used > 0 {
		stats.NetIn.Add(int64(used))
		stats.Reads.Add(1)
	}
	var name *string
	if last != nil {
		name = last.Display()
	}
	s.client.Ran(s.now, name, used, s.out.Len(), pending)
	if pending > strangerQueryBytes && int64(pending) > s.queryLimit() { // no limit is lower
		stats.QueryBufferKills.Add(1)
		s.state = Dead
	}
	s.checkOutput()
	s.checkMemory()
	s.limitParser()
}

// queryLimit is how much input of the client may wait.
func (s *Session) queryLimit() int64 {
	limit := s.shared.Config.ClientQueryBufferBytes.Load()
	if !s.client.Authenticated {
		return min(limit, strangerQueryBytes)
	}
	return limit
}

// limitParser gives clients that have not authenticated Redis's tight limits, and the others the configured ones.
func (s *Session) limitParser() {
	limits := resp.Limits{
		MaxBulkBytes:    int(s.shared.Config.ProtoMaxBulkBytes.Load()),
		Unauthenticated: !s.client.Authenticated,
	}
	if limits != s.limits {
		s.limits = limits
		s.parser.SetLimits(limits)
	}
}

// Need hints at how many bytes the next command takes at least.
func (s *Session) Need() int { return s.parser.Need() }

// Holds tells how much input waits for the rest of a command.
func (s *Session) Holds(bytes int) { s.client.Holds(bytes) }

// Output is the replies that were not sent yet.
func (s *Session) Output() []byte { return s.out.Bytes() }

// Sent tells that n bytes of the output are on their way.
func (s *Session) Sent(n int) {
	s.out.Consume(n)
	s.shared.Clients.Stats.NetOut.Add(int64(n))
	s.shared.Clients.Stats.Writes.Add(1)
	s.client.Sent(n, s.out.Len())
	s.checkOutput()
	if s.out.Len() == 0 && s.client.HasPushes() {
		s.client.Wake() // for those that softOutputBytes has held back
	}
}

// Ready reports whether the log has reached what the output depends on.
func (s *Session) Ready() bool { return s.waitLSN <= s.shared.Engine.Log().Acked() }

// WaitLSN is what the log must reach before the output may be sent.
func (s *Session) WaitLSN() commitlog.LSN { return s.waitLSN }

// State tells the transport what to do.
func (s *Session) State() State {
	if s.client.HasFlag(client.FlagClosing) {
		return Dead
	}
	return s.state
}

// Deadline is when Timeout is to be called, in unix milliseconds; 0 means never.
func (s *Session) Deadline() int64 {
	switch {
	case s.pausedTo != 0:
		return s.pausedTo
	case s.state == Blocked:
		return s.parking.DeadlineMillis
	}
	return earlier(earlier(s.strangerDeadline(), s.idleDeadline()), s.client.SoftDeadline())
}

// idleDeadline is when a client that sends nothing has to go; 0 is never. Who listens need not send anything.
func (s *Session) idleDeadline() int64 {
	timeout := s.shared.Config.Timeout.Load()
	if timeout <= 0 || s.client.HasFlag(client.FlagPubSub|client.FlagMonitor) {
		return 0
	}
	return s.client.LastActive() + timeout.Milliseconds()
}

// Timeout tells that the deadline has passed.
func (s *Session) Timeout() {
	s.now = s.shared.Engine.Clock().NowMillis()
	s.startMeter(s.mono())
	if d := s.Deadline(); d == 0 || s.now < d {
		return
	}
	switch {
	case s.pausedTo != 0:
		s.unpause()
	case s.state == Blocked:
		s.resume(true)
		s.settle(nil, 0, 0)
	case s.isStrangerTooLong():
		s.state = Dead
	default:
		s.checkOutput()
		if idle := s.idleDeadline(); idle != 0 && s.now >= idle {
			s.state = Dead
		}
	}
}

// Withdraw ends a blocked client's wait without a reply. It reports false if the client was served meanwhile: the wake
// that tells so is on its way.
func (s *Session) Withdraw() bool { return s.parking.Waiter == nil || s.txn.Unblock(s.parking.Waiter) }

// Close tells that the connection is gone.
func (s *Session) Close(error) {
	s.cancelWait()
	s.state = Dead
	s.shared.Engine.Unwatch(s.client.Multi.Watches)
	s.client.Multi.Watches = nil
	s.client.Scans.Close()
	s.client.Close()
	s.shared.Clients.Remove(s.client)
}

// unblock withdraws a waiter; the caller's goroutine must not wait for a slow script.
func (s *Session) unblock(w *engine.Waiter) {
	if s.shared.Engine.Busy() != nil {
		go s.txn.Unblock(w)
		return
	}
	s.txn.Unblock(w)
}

// checkOutput drops a client that does not read its replies, by the limits of its class.
func (s *Session) checkOutput() {
	if s.client.IsTooSlow(s.now) && s.state != Dead {
		s.shared.Clients.Stats.OutputBufferKills.Add(1)
		s.state = Dead
	}
}

// admitInput reports whether the client may have so much input run, or is closed for it.
func (s *Session) admitInput(bytes int) bool {
	s.Holds(bytes)
	s.checkMemory()
	return s.State() != Dead
}

// checkMemory has room made at once when this client alone takes more than all may; otherwise the periodic work does it.
func (s *Session) checkMemory() {
	c := s.shared.Config
	if limit := c.MaxMemoryClients.Of(c.MaxMemoryBytes.Load()); limit > 0 && s.client.MemoryBytes() > limit {
		s.shared.Clients.Evict(limit)
	}
}
