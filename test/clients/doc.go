// Package clients runs unmodified client libraries against the real server and the embedded one.
//
// It is a module of its own, so that the libraries never enter the product's go.mod. The scripts for Python and Node
// are skipped where the interpreter or the library is missing, unless HOLDFAST_REQUIRE_CLIENTS is 1; `install` puts
// the libraries below a directory, where HOLDFAST_CLIENTS finds them.
package clients
