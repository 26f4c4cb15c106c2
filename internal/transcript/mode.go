package transcript

import (
	"slices"
	"strings"
)

// Mode is the way in which the commands of a transcript reach the server.
type Mode uint8

const (
	// Plain sends the commands as they stand, over RESP2.
	Plain Mode = iota
	// RESP3 sends HELLO 3 first.
	RESP3
	// Multi wraps each command in MULTI and EXEC.
	Multi
	// Restart restarts the server before each command but the first of a case.
	Restart
	// RestartLast restarts the server once a case, before its last command, for
	// servers that do not restart in an instant.
	RestartLast
	// Cold takes everything out of the server's memory before each command.
	Cold
)

func (m Mode) String() string {
	return [...]string{"plain", "resp3", "multi", "restart", "restart-last", "cold"}[m]
}

// protocol is the version of RESP that the mode talks.
func (m Mode) protocol() int {
	if m == RESP3 {
		return 3
	}
	return 2
}

func (m Mode) restarts() bool { return m == Restart || m == RestartLast }

// skipReason says why a case is not run in this mode against the target; it is
// empty when the case is to be run.
func (m Mode) skipReason(c *Case, target Target) string {
	_, canRestart := target.(Restarter)
	_, canChill := target.(Chiller)
	_, canAdvance := target.(Advancer)
	switch {
	case c.protocol != 0 && c.protocol != m.protocol():
		return "it is for the other protocol"
	case m == Multi && c.noMulti:
		return "it is marked nomulti"
	case m == Multi && c.anyStep(Step.isTransaction):
		return "transactions do not nest"
	case m == Multi && c.anyStep(Step.isConversation):
		return "it needs replies outside of EXEC"
	case m.restarts() && c.noRestart:
		return "it is marked norestart"
	case m.restarts() && !canRestart:
		return "the server cannot be restarted"
	case m.restarts() && (c.anyStep(Step.isTransaction) || c.anyStep(Step.isConversation)):
		return "its connections do not survive a restart"
	case m == Cold && c.noCold:
		return "it is marked nocold"
	case m == Cold && !canChill:
		return "the server keeps everything in memory"
	case !canAdvance && c.anyStep(Step.needsVirtualTime):
		return "the server has no virtual time"
	default:
		return ""
	}
}

// skippedBy reports whether the target leaves out a step of a case that it runs.
func (s Step) skippedBy(target Target) bool {
	return isReal(target) && (s.ours || !target.Version().AtLeast(s.since))
}

func (c *Case) anyStep(is func(Step) bool) bool { return slices.ContainsFunc(c.Steps, is) }

// isConversation reports whether the step belongs to an exchange of several
// connections, or of more than one reply a command.
func (s Step) isConversation() bool {
	return s.Conn != firstConn || s.block || s.Args == nil
}

func (s Step) isTransaction() bool {
	if s.Args == nil {
		return false
	}
	return slices.Contains([]string{"MULTI", "EXEC", "DISCARD", "WATCH"}, strings.ToUpper(s.Args[0]))
}

func (s Step) needsVirtualTime() bool { return s.advance > 0 && !s.poll }
