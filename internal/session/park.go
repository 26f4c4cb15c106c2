package session

import (
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// pause is until when the next command has to wait because of CLIENT PAUSE; 0 if it need not.
func (s *Session) pause(spec *command.Spec) int64 {
	if spec == nil || spec.Flags.Has(command.Admin) {
		return 0
	}
	if until := s.awaitMemory(spec); until != 0 {
		return until
	}
	isWrite := spec.Flags&(command.Write|command.MayReplicate) != 0 || spec.Name == "EXEC" && s.client.Multi.HasWrite
	return s.shared.Clients.PausedUntil(isWrite, s.now)
}

// park changes whether the session waits, and shows it, unless it only waits for the disk. A command that blocks has
// shown that itself already, and whoever has served it since then has taken it back.
func (s *Session) park(state State) {
	s.state = state
	if state != Blocked {
		s.client.SetFlag(client.FlagBlocked, false)
	}
	s.client.SetFlag(client.FlagPaused, state == Parked && s.fetch == nil)
}

// unpause lets the held command be fed again.
func (s *Session) unpause() {
	s.pausedTo = 0
	s.park(Running)
}

// resume gives a parked command another try and reports whether the session runs.
func (s *Session) resume(timedOut bool) bool {
	switch s.state {
	case Blocked:
		return s.retry(timedOut)
	case Parked:
		if s.fetch != nil && !s.fetch.Done() {
			return false
		}
		if s.fetch != nil {
			s.txn.Offer(s.fetch)
			s.fetch = nil
		}
		if s.shared.Clients.PausedUntil(true, s.now) != 0 && s.now < s.pausedTo {
			return false
		}
		s.unpause()
	}
	return s.state == Running
}

// busyRetryMillis is after what time a wait is looked at again that could not end because of a slow script.
const busyRetryMillis = 100

// retry sees whether a blocked command can go on.
func (s *Session) retry(timedOut bool) bool {
	mark := s.out.Len()
	unblocked := s.client.Unblocked()
	timedOut = timedOut || unblocked != client.NotUnblocked
	if timedOut && s.shared.Engine.Busy() != nil {
		s.parking.DeadlineMillis = s.now + busyRetryMillis // a slow script may hold its keys
		return false
	}
	done := false
	if s.parking.Waiter != nil {
		done = s.takeServed(timedOut)
	} else {
		done = s.rerun(timedOut)
		s.txn.ServeBlocked()
	}
	if !done {
		return false
	}
	if _, served := s.served(); unblocked == client.UnblockedWithError && !served {
		s.out.Truncate(mark)
		s.out.Error("UNBLOCKED client unblocked via CLIENT UNBLOCK")
	}
	s.release(mark)
	s.parking = command.Parking{}
	s.parked = command.Call{}
	s.park(Running)
	s.mute(nil, mark)
	return true
}

// served reports whether somebody has served the waiting client.
func (s *Session) served() (commitlog.LSN, bool) {
	if s.parking.Waiter == nil {
		return 0, false
	}
	return s.parking.Waiter.IsServed()
}

// takeServed takes the reply that whoever served the client has left, or ends a wait whose time is over.
func (s *Session) takeServed(timedOut bool) bool {
	if lsn, served := s.served(); served {
		s.waitLSN = max(s.waitLSN, lsn)
		s.out.Raw(s.parking.Served.Bytes())
		return true
	}
	if !timedOut {
		return false
	}
	s.parking.DeadlineMillis = 0
	if !s.txn.Unblock(s.parking.Waiter) {
		return false // it is being served this moment; the wake that tells so is on its way
	}
	s.parking.TimedOut(&s.parked)
	return true
}

// rerun calls a parked command's Resume under its locks.
func (s *Session) rerun(timedOut bool) bool {
	c := &s.parked
	s.begin(c.Spec)
	defer s.txn.Commit()
	if err := s.lock(c.Spec, c.Args); err != nil {
		s.reject(c.Spec, err)
		return true
	}
	return s.parking.Resume(c, timedOut)
}

// cancelWait ends the wait of a client that goes away.
func (s *Session) cancelWait() {
	if w := s.parking.Waiter; w != nil && s.state == Blocked {
		s.unblock(w)
	}
	if cancel := s.parking.Cancel; cancel != nil {
		cancel()
	}
	s.parking = command.Parking{}
}
