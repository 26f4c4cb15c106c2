package instance

import (
	"context"
	"errors"
	"time"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/session"
)

// ErrClosed says that there is nobody to reply: the database was closed, or the command ended its session.
var ErrClosed = errors.New("database is closed")

// local is a session without a connection, for callers inside the process.
type local struct {
	*session.Session
	wake  chan struct{}
	words [][]byte // the running command's, kept for the next
}

// Wake implements client.Waker.
func (l *local) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Kill implements client.Waker.
func (l *local) Kill() { l.Wake() }

func (in *Instance) newLocal() *local {
	l := &local{wake: make(chan struct{}, 1)}
	c := client.New("pipe", "embedded", "embedded", in.env.Clock.NowMillis(), l)
	c.SetFlag(client.FlagInternal, true)
	l.Session = session.New(in.shared, c)
	c.SetUser(nil) // the owner of the process
	c.Authenticated = true
	return l
}

// Do runs one command and calls read with its encoded reply, which is valid until read returns. The reply counts:
// what it acknowledges has reached the log as the policy asks. A session keeps nothing from call to call.
func (in *Instance) Do(ctx context.Context, args []string, read func(reply []byte) error) error {
	c, err := in.Connect()
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Do(ctx, args, read)
}

// execute runs the command, which may have to wait before it runs, and waits for its reply.
func (in *Instance) execute(ctx context.Context, l *local) error {
	for !l.Execute(l.words) {
		for l.State() == session.Parked {
			if err := in.awaitWake(ctx, l); err != nil {
				return err
			}
		}
		if l.State() != session.Running {
			return ErrClosed
		}
	}
	return in.settle(ctx, l)
}

// settle waits until the reply is there and may be trusted.
func (in *Instance) settle(ctx context.Context, l *local) error {
	for l.State() == session.Parked || l.State() == session.Blocked {
		if err := in.awaitWake(ctx, l); err != nil {
			return err
		}
	}
	if l.State() == session.Dead {
		return ErrClosed
	}
	if l.Ready() {
		return nil
	}
	return in.log.Wait(ctx, l.WaitLSN())
}

// awaitWake waits for a wake, the session's deadline or the end of ctx.
func (in *Instance) awaitWake(ctx context.Context, l *local) error {
	var timeout <-chan time.Time
	if at := l.Deadline(); at != 0 {
		timer := time.NewTimer(time.Duration(at-in.env.Clock.NowMillis()) * time.Millisecond)
		defer timer.Stop()
		timeout = timer.C
	}
	select {
	case <-ctx.Done():
		return l.giveUp(ctx.Err())
	case <-in.ending:
		return l.giveUp(ErrClosed)
	case <-l.wake:
		l.Process(nil)
	case <-timeout:
		l.Timeout()
	}
	return nil
}

// giveUp ends a wait, unless the session is being served: what it was served with would be lost.
func (l *local) giveUp(err error) error {
	if l.Withdraw() {
		return err
	}
	<-l.wake
	l.Process(nil)
	return nil
}
