// Package process runs the real binary for tests that kill it, starve it or feed it rubbish.
//
// A test package builds the binary once, in its TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(process.Main(m)) }
//
// Every server listens on a loopback port of its own choice and is dead before its test ends.
package process
