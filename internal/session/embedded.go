package session

// Execute runs one command given as words, for callers inside the process. The reply is appended to Output; it may
// be trusted when the log has reached WaitLSN.
func (s *Session) Execute(args [][]byte) {
	s.now = s.shared.Engine.Clock().NowMillis()
	spec, ran := s.execute(args)
	if !ran {
		return
	}
	s.settle(spec, 0, 0)
}
