package server_test

import (
	"testing"
	"time"

	"github.com/holdfast-db/holdfast/internal/session"
)

func TestStrangersAreClosedInTime(t *testing.T) {
	tg := newTarget(t, "--requirepass", "secret", "--auth-timeout", "10")
	stranger, friend := dial(t, tg), dial(t, tg)
	friend.do(t, "AUTH", "secret")
	tg.clock.Advance(10*time.Second - time.Millisecond)
	if stranger.session.Timeout(); stranger.session.State() != session.Running {
		t.Fatal("the stranger is gone too early")
	}
	tg.clock.Advance(time.Millisecond)
	friend.session.Timeout()
	stranger.session.Timeout()
	if stranger.session.State() != session.Dead || friend.session.State() != session.Running {
		t.Errorf("the stranger is %v, the friend %v", stranger.session.State(), friend.session.State())
	}
}

func TestNobodyIsAStrangerWithoutPassword(t *testing.T) {
	tg := newTarget(t, "--requirepass", "secret", "--auth-timeout", "10")
	operator, waiting := dial(t, tg), dial(t, tg)
	operator.do(t, "AUTH", "secret")
	operator.do(t, "CONFIG", "SET", "requirepass", "")
	if due := waiting.session.Deadline(); due != 0 {
		t.Errorf("who needs no password any more has until %d to say one", due)
	}
}
