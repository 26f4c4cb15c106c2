// Package clients runs unmodified client libraries, and frameworks that are built upon them, against the real server;
// go-redis also against the embedded one.
//
// It is a module of its own, so that the libraries never enter the product's go.mod. What is written in Python,
// JavaScript or Ruby is skipped where the interpreter or the library is missing, unless HOLDFAST_REQUIRE_CLIENTS is 1.
// `install` puts the libraries below a directory, where HOLDFAST_CLIENTS finds them; Sidekiq comes from the system's
// packages.
//
// The tests of frameworks crash their workers and their server. With the flag -reference the server is redis-server,
// which shows what a framework promises at all. docs/frameworks.md lists the frameworks.
package clients
