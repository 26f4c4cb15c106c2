// Command holdfast is the server and its tools.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the work could not be done, or check found damage
	exitUsage  = 2 // the command line or a setting is wrong
)

// errUsage marks errors for which the user has to change what was typed.
var errUsage = errors.New("usage")

const usage = `usage: holdfast <command> [arguments]

  serve [file] [--name value ...]   run the server (settings as redis-server takes them)
  check [dir]                       verify a data directory
  export [--output file] ...        write all data as an RDB file or as commands
  import [--replace] ... file       read an RDB file or commands into the data
  log dump [dir]                    print the commit log as commands
  version                           print the version

A data directory is ./data unless named. docs/config.md lists the settings, and
docs/import-export.md the flags of export and import.
`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is main without the process.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := dispatch(args, stdin, stdout, stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "holdfast: %v\n", err)
		return exitUsage
	default:
		fmt.Fprintf(stderr, "holdfast: %v\n", err)
		return exitFailed
	}
}

func dispatch(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return fmt.Errorf("%w: no command given", errUsage)
	}
	name, rest := args[0], args[1:]
	if asksHelp(name, rest) {
		name = "help"
	}
	switch name {
	case "serve":
		return serve(rest, stdin, stdout, stderr)
	case "check":
		return check(rest, stdout)
	case "export":
		return export(rest, stdout, stderr)
	case "import":
		return importData(rest, stdin, stderr)
	case "log":
		return logTool(rest, stdout)
	case "version", "--version", "-v":
		return version(stdout)
	case "help", "--help", "-h":
		fmt.Fprint(stdout, usage)
		return nil
	default:
		fmt.Fprint(stderr, usage)
		return fmt.Errorf("%w: unknown command %q", errUsage, name)
	}
}

// asksHelp reports whether somebody asks how to use a command that has no flags to explain.
func asksHelp(name string, rest []string) bool {
	return name != "export" && name != "import" && len(rest) > 0 && (rest[0] == "-h" || rest[0] == "--help")
}
