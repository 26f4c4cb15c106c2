package session

import (
	"strings"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// execute runs one command, or queues or refuses it. ran is false if the client is paused: the command is to be
// fed again.
func (s *Session) execute(args [][]byte) (spec *command.Spec, ran bool) {
	spec, err := s.shared.Table.Resolve(args)
	if err == nil {
		err = s.admit(spec, args)
	}
	if until := s.pause(spec); err == nil && until != 0 {
		s.pausedTo = until
		s.park(Parked)
		return spec, false
	}
	mark := s.out.Len()
	switch {
	case err != nil:
		s.reject(spec, err)
	case s.client.Multi.Active && !spec.Flags.Has(command.Immediate):
		s.queue(spec, args)
	default:
		if !s.run(spec, args) {
			return spec, false
		}
		if s.state == Blocked {
			s.hold()
		} else {
			s.ran(&s.meter, &s.call, args, mark, s.isLast)
		}
	}
	s.mute(spec, mark)
	s.lookAround(spec)
	if s.client.CloseAfterReply && s.state == Running {
		s.state = Closing
	}
	return spec, true
}

// admit gathers the reasons to refuse a command before it runs.
func (s *Session) admit(spec *command.Spec, args [][]byte) error {
	if !s.isAuthenticated() && !spec.Flags.Has(command.NoAuth) {
		return command.ErrNoAuth
	}
	if s.client.Multi.Active && spec.Flags.Has(command.NoMulti) {
		return command.ErrNotInMulti
	}
	if u := s.client.User(); !u.IsUnrestricted() {
		if err := s.permit(u, spec, args); err != nil {
			return err
		}
	}
	if spec.Flags.Has(command.Debug) {
		if err := s.admitDebug(spec); err != nil {
			return err
		}
	}
	if s.client.OnlyListens() && !spec.Flags.Has(command.WhileListening) {
		return command.WhileListeningOnly(spec)
	}
	if err := s.shared.Engine.Busy(); err != nil && !spec.Flags.Has(command.AllowBusy) {
		return err
	}
	if s.shared.Engine.IsOverMemory() && !s.shared.Engine.MakeRoom() && spec.Flags.Has(command.DenyOOM) {
		return command.ErrOOM
	}
	if spec.Flags.Has(command.Write) {
		return s.shared.Engine.Log().Reserve(command.LogBytes(args))
	}
	return nil
}

// admitDebug lets only those use DEBUG whom enable-debug-command names.
func (s *Session) admitDebug(spec *command.Spec) error {
	isLocal := s.client.Network != "tcp" || client.IsLoopback(s.client.Addr)
	if s.shared.Config.DebugCommand.Load().Allows(isLocal) {
		return nil
	}
	return command.DebugNotAllowed(spec)
}

// reject replies with an error. Inside MULTI it spoils the transaction; an EXEC that is refused itself ends it, or
// says so where there is none.
func (s *Session) reject(spec *command.Spec, err error) {
	text := command.Reply(err)
	m := &s.client.Multi
	m.Aborted = m.Active
	if spec != nil && spec.Name == "EXEC" {
		s.shared.Engine.Unwatch(m.Watches)
		s.client.EndMulti()
		text = "EXECABORT Transaction discarded because of: " + strings.TrimPrefix(text, "ERR ")
	}
	mark := s.out.Len()
	s.out.Error(text)
	if spec != nil {
		spec.Tally().Rejected()
	}
	s.shared.Clients.Stats.CountError(s.out.Bytes()[mark:])
}

// queue copies a command for EXEC.
func (s *Session) queue(spec *command.Spec, args [][]byte) {
	m := &s.client.Multi
	m.HasWrite = m.HasWrite || spec.Flags.Has(command.Write)
	m.Add(spec, args)
	m.Bytes += int64(command.LogBytes(args))
	s.out.Simple("QUEUED")
}

// run locks what the command touches, runs it and commits. It reports false if keys have to be read from disk first:
// the command is to be fed again.
func (s *Session) run(spec *command.Spec, args [][]byte) (ran bool) {
	if !spec.IsBrief() {
		s.measure(&s.meter, nil)
	}
	c := &s.call
	c.Spec, c.Args = spec, args
	s.begin(spec)
	if err := s.lock(spec, args); err != nil {
		s.reject(spec, err)
		return true
	}
	if s.shared.Engine.MayBeCold() && s.mustFetch(spec, args) {
		return false
	}
	if spec.Flags.Has(command.Stale) { // one about the server or the connection may look at the client
		s.client.Running(spec.Display(), s.unread)
	}
	if cold := s.perform(c); cold != nil {
		s.awaitPage(cold)
		return false
	}
	s.pageFetches = 0
	s.txn.Commit()
	s.txn.ServeBlocked()
	if c.IsParked() {
		s.parking, _ = c.TakeParking()
		s.parked = *c
		s.parked.Args = command.CopyArgs(args)
		s.park(Blocked)
	}
	return true
}

// begin starts the unit of a command.
func (s *Session) begin(spec *command.Spec) {
	var mode engine.Mode
	if s.client.NoTouch {
		mode |= engine.NoTouch
	}
	if spec.Flags.Has(command.ReadOnly) {
		mode |= engine.ReadsOnly
	}
	s.txn.Begin(s.client.DB(), s.now, mode)
}

// lock takes the shards of the command's keys.
func (s *Session) lock(spec *command.Spec, args [][]byte) error {
	if spec.HasSoleKey() {
		return s.txn.LockKey(args[1])
	}
	if spec.Flags.Has(command.AllShards) {
		return s.txn.LockAll()
	}
	if len(spec.Keys) == 0 || spec.Flags.Has(command.Roams) {
		return nil
	}
	return s.lockRefs(spec, args)
}

func (s *Session) lockRefs(spec *command.Spec, args [][]byte) error {
	var err error
	if s.refs, err = spec.AppendKeys(s.refs[:0], args); err != nil {
		// The handler finds the same fault and words it as Redis does; it meets no key before that.
		return nil
	}
	for _, r := range s.refs {
		s.txn.Want(args[r.Pos])
	}
	return s.txn.LockWanted()
}

// mute takes back replies that the client has asked not to get. Messages come even so.
func (s *Session) mute(spec *command.Spec, mark int) {
	switch s.client.Reply {
	case client.ReplyOn:
		return
	case client.ReplySkipNext:
		s.client.Reply = client.ReplySkip
	case client.ReplySkip:
		s.client.Reply = client.ReplyOn
	}
	if spec == nil || !spec.Flags.Has(command.RepliesByPush) {
		s.out.Truncate(mark)
	}
}
