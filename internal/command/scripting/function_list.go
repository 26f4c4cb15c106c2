package scripting

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/script"
)

var errNoPattern = errors.New("ERR library name argument was not given")

func (r *Runner) functionDump(c *command.Call) { c.Out.Bulk(r.Libraries.AppendDump(nil)) }

// listing is what FUNCTION LIST was asked for.
type listing struct {
	pattern  []byte // nil is all
	withCode bool
}

func (r *Runner) functionList(c *command.Call) {
	ask, err := parseListing(c)
	if err != nil {
		c.Fail(err)
		return
	}
	var shown []*script.Library
	for _, library := range r.Libraries.All() {
		if ask.pattern == nil || glob.Match(ask.pattern, []byte(library.Name)) {
			shown = append(shown, library)
		}
	}
	c.Out.Array(len(shown))
	for _, library := range shown {
		writeLibrary(c, library, ask.withCode)
	}
}

func parseListing(c *command.Call) (ask listing, err error) {
	for i := 2; i < len(c.Args); i++ {
		switch {
		case !ask.withCode && c.Is(i, "WITHCODE"):
			ask.withCode = true
		case ask.pattern == nil && c.Is(i, "LIBRARYNAME"):
			if i++; i >= len(c.Args) {
				return ask, errNoPattern
			}
			ask.pattern = c.Args[i]
		default:
			return ask, errors.New("ERR Unknown argument " + string(c.Args[i]))
		}
	}
	return ask, nil
}

func writeLibrary(c *command.Call, library *script.Library, withCode bool) {
	fields := 3
	if withCode {
		fields++
	}
	c.Out.Map(fields)
	c.Out.BulkString("library_name")
	c.Out.BulkString(library.Name)
	c.Out.BulkString("engine")
	c.Out.BulkString(script.Engine)
	c.Out.BulkString("functions")
	c.Out.Array(len(library.Functions))
	for _, f := range library.Functions {
		writeFunction(c, f)
	}
	if withCode {
		c.Out.BulkString("library_code")
		c.Out.BulkString(library.Code)
	}
}

func writeFunction(c *command.Call, f *script.Function) {
	c.Out.Map(3)
	c.Out.BulkString("name")
	c.Out.BulkString(f.Name)
	c.Out.BulkString("description")
	if f.HasDescription {
		c.Out.BulkString(f.Description)
	} else {
		c.Out.Null()
	}
	c.Out.BulkString("flags")
	names := f.Flags.Names()
	c.Out.Set(len(names))
	for _, name := range names {
		c.Out.Simple(name)
	}
}

func (r *Runner) functionStats(c *command.Call) {
	c.Out.Map(2)
	c.Out.BulkString("running_script")
	if u := r.slow.Load(); u != nil {
		c.Out.Map(3)
		c.Out.BulkString("name")
		c.Out.BulkString(u.name)
		c.Out.BulkString("command")
		c.Out.Array(len(u.words))
		for _, w := range u.words {
			c.Out.Bulk(w)
		}
		c.Out.BulkString("duration_ms")
		c.Out.Int(r.Engine.Clock().NowMillis() - u.startedAt)
	} else {
		c.Out.Null()
	}
	libraries, functions := r.Libraries.Counts()
	c.Out.BulkString("engines")
	c.Out.Map(1)
	c.Out.BulkString(script.Engine)
	c.Out.Map(2)
	c.Out.BulkString("libraries_count")
	c.Out.Int(int64(libraries))
	c.Out.BulkString("functions_count")
	c.Out.Int(int64(functions))
}
