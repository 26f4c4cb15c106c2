package server

// A Session is one client's state machine. The server calls its methods from one
// goroutine at a time; what other goroutines change must be announced by Waker.Wake.
type Session interface {
	// Process runs the complete commands at the start of in, appends their replies
	// to the output, and returns how many bytes it used. It may stop early: parked,
	// closing, or because its output or its turn grew long. It is called only while
	// Output is empty, and after a Wake or Timeout also with no new input, or none at
	// all. Views into in are void when it returns.
	Process(in []byte) (used int)

	// Need returns how long the unused input must be before Process gets anywhere:
	// more than is left when a command is incomplete, less when Process stopped early.
	Need() int

	// Holds says how much unused input has gathered by now, if that is still less than
	// Need.
	Holds(bytes int)

	// Output returns the replies not yet taken, in order. The slice stays valid and
	// unchanged until the next Sent.
	Output() []byte

	// Sent says that the first n bytes of Output were handed to the kernel.
	Sent(n int)

	// Ready says that Output may leave: the log has reached what it depends on.
	// When that changes, call Server.Notify.
	Ready() bool

	// State says what the session can do now.
	State() State

	// Deadline returns when Timeout is due, in Unix milliseconds; 0 is never.
	Deadline() (unixMillis int64)

	// Timeout says that the deadline has passed: an idle client, a blocked command.
	// The session moves its deadline on, or is Closing or Dead afterwards.
	Timeout()

	// Close says that the connection is gone, and why; nil means that the session
	// asked for it. No other method is called afterwards.
	Close(err error)
}

// State is what a session can do next.
type State uint8

const (
	// Running sessions take input.
	Running State = iota
	// Parked sessions wait for the server itself, as for a value from disk or the
	// end of a pause. The client's hanging up does not end the wait.
	Parked
	// Blocked sessions wait for other clients, as BLPOP does. A client that hangs up
	// is closed at once, so that nothing is popped for somebody who left.
	Blocked
	// Closing sessions are closed when their output has been sent.
	Closing
	// Dead sessions are closed at once.
	Dead
)
