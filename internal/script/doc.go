// Package script is the machine that runs Lua: it compiles scripts, keeps them and the libraries of functions, gives
// them their sandbox, and converts between Lua's values and replies.
//
// It knows nothing of keys, locks or clients: what a script asks for goes to its Host. Lua 5.1 itself is gopher-lua's.
// No script reaches files, the process, other scripts' variables or compiled code, and none runs on when its Host says
// that it must end.
package script
