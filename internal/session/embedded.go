package session

// Execute runs one command given as words, for callers inside the process. The reply is appended to Output; it may
// be trusted when the log has reached WaitLSN. It reports false if the session was parked before the command could
// run: it is to be executed again when the session runs again.
func (s *Session) Execute(args [][]byte) (ran bool) {
	s.startTurn()
	s.unread, s.isLast = 0, true
	spec, ran := s.execute(args)
	if ran {
		s.settle(spec, 0, 0)
	}
	return ran
}
