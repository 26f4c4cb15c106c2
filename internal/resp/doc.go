// Package resp owns the bytes of the Redis serialization protocol, versions 2
// and 3: [Parser] splits what clients send into arguments, [Writer] builds
// replies in the version a client speaks, and [Decode], [Reader] and [Value]
// read replies back for the embedded API, tools and tests.
//
// Requests are accepted and refused exactly as Redis 7.2 does, down to the text
// of the errors. Memory follows the bytes that have arrived, never a length
// that was merely announced. The hot paths do not allocate.
//
// The package does no I/O of its own, knows no command, and does not decide
// when replies are sent.
package resp
