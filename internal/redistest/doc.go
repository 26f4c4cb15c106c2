// Package redistest runs the real redis-server for tests, as the reference
// that Holdfast's behaviour is compared with, and has a small RESP client to
// talk to it, or to anything else that speaks RESP.
//
// Every server listens on loopback only, persists nothing and dies with the
// test that started it. Starting one takes about a tenth of a second, so tests
// take one each and group their cases below it; there is no shared server,
// because state that outlives a test is how tests begin to depend on each other.
//
// The package is support for tests and is not linked into Holdfast.
package redistest
