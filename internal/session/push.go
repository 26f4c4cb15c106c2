package session

import "github.com/holdfast-db/holdfast/internal/command"

// deliver takes over what others have sent the client, as far as there is room. It is called between two commands.
func (s *Session) deliver() {
	if s.client.HasPushes() {
		s.waitLSN = max(s.waitLSN, s.client.TakePushes(&s.out, softOutputBytes))
	}
}

// settleDelivered ends a turn that has run nothing, because the client waits.
func (s *Session) settleDelivered(pending int) {
	if s.out.Len() > 0 {
		s.settle(nil, 0, pending)
	}
}

// lookAround does what is due between two commands of the client.
func (s *Session) lookAround(ran *command.Spec) {
	if s.client.Tracker != nil && !s.client.Multi.Active && !isAboutClient(ran) {
		s.client.Tracker.Ran()
	}
	s.deliver()
}

// isAboutClient knows CLIENT, which leaves alone what CLIENT CACHING has said.
func isAboutClient(spec *command.Spec) bool {
	return spec != nil && spec.Parent() != nil && spec.Parent().Name == "CLIENT"
}
