// Package server moves bytes between clients and sessions.
//
// It owns listeners, sockets, read buffers and the moment at which replies leave.
// It knows nothing of RESP: a Session, given by the Handler, consumes input and
// produces output, and the server decides when it may do either.
//
// Two transports drive the same Session under the same rules (see drive). Loops, on
// Linux, serve TCP and Unix sockets from a few epoll loops: all ready connections of
// a round are read and executed, then the log is flushed once, then all replies are
// written. Streams, everywhere, give each net.Conn a goroutine: TLS, in-process
// pipes and other systems.
//
// Promises: one goroutine at a time touches a session; replies leave in order, after
// Flush, and only when the session is Ready; a client that does not read its replies
// is not read either, so its memory stays bounded. The package refuses to interpret
// input, to limit output sizes and to count clients: these are the session's.
package server
