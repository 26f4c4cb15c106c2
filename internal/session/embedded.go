package session

// Execute runs one command given as words, for callers inside the process. The reply is appended to Output; it may
// be trusted when the log has reached WaitLSN.
func (s *Session) Execute(args [][]byte) {
	s.startTurn()
	s.unread, s.isLast = 0, true
	spec, ran := s.execute(args)
	if !ran {
		return
	}
	s.settle(spec, 0, 0)
}
