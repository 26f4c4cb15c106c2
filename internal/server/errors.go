package server

import "errors"

var (
	// ErrClosed is returned by Listen, Serve and ServeConn after Shutdown or Close,
	// and given to sessions that a Shutdown or Close ended.
	ErrClosed = errors.New("server closed")
	// ErrKilled is given to sessions that were ended by Waker.Kill.
	ErrKilled = errors.New("connection killed")
	// ErrRefused is returned by ServeConn when the Handler refused the connection.
	ErrRefused = errors.New("connection refused by handler")
	// ErrNoLoops is returned by Listen when Options asks for Loops where there are none.
	ErrNoLoops = errors.New("event loops are not available on this system")
)
