// Package latency owns what the server remembers about how long things take: a histogram for each command, and the
// spikes of each kind of event that took longer than an operator wants to hear of.
//
// It measures nothing itself; it is told. The zero values of its types are ready to use and safe for concurrent use.
package latency
