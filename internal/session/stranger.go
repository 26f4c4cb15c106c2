package session

// strangerDeadline is when a client that has not authenticated is closed, in unix milliseconds; 0 means never.
func (s *Session) strangerDeadline() int64 {
	if s.client.Authenticated {
		return 0
	}
	limit := s.shared.Config.AuthTimeout.Load()
	if limit == 0 || s.isAuthenticated() {
		return 0
	}
	return s.client.CreatedAt + limit.Milliseconds()
}

func (s *Session) isStrangerTooLong() bool {
	due := s.strangerDeadline()
	return due != 0 && s.now >= due
}

// earlier is the first of two deadlines, of which 0 is never.
func earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
