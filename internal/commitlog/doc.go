// Package commitlog owns the commit log: an append-only sequence of numbered,
// opaque records in segment files.
//
// It promises that Append only copies into memory, that a record counted by
// Acked satisfies the chosen policy (Always: it survives power loss; EverySec
// and No: it survives the death of the process), that recovery returns a prefix
// of what was appended, and that damage is reported, never skipped. It refuses
// to interpret payloads, to keep time of its own (Tick brings it), and to go on
// after a failed sync.
//
// One process writes a log; keeping a second one out is the owner's business.
// The bytes are drawn in docs/format/commitlog.md.
package commitlog
