package scripting

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/script"
)

var (
	errNoLibrary         = errors.New("ERR Library not found")
	errFunctionFlushMode = errors.New("ERR FUNCTION FLUSH only supports SYNC|ASYNC option")
	errPolicy            = errors.New("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.")
)

// errSubcommand tells that a subcommand got too many words.
func errSubcommand(c *command.Call) error {
	return errors.New("ERR unknown subcommand or wrong number of arguments for '" +
		command.Text(c.Args[1], 128) + "'. Try FUNCTION HELP.")
}

// functionLoad runs a library's code and adds it. The effect replaces: what it logs has happened.
func (r *Runner) functionLoad(c *command.Call) {
	policy := script.Append
	last := len(c.Args) - 1
	for i := 2; i < last; i++ {
		if !c.Is(i, "REPLACE") {
			c.Fail(errors.New("ERR Unknown option given: " + string(c.Args[i])))
			return
		}
		policy = script.Replace
	}
	libraries, err := r.load(newLoading(r, c), []string{string(c.Args[last])}, policy, "'")
	if err != nil {
		c.Fail(err)
		return
	}
	c.Tx.LogAs("FUNCTION", []byte("LOAD"), []byte("REPLACE"), c.Args[last])
	c.Out.BulkString(libraries[0].Name)
}

// load makes libraries of code and adds them, all or none. The error is the reply; quote is as in Libraries.Add.
func (r *Runner) load(host *loading, codes []string, p script.Policy, quote string) (libraries []*script.Library, err error) {
	u := r.acquire()
	defer r.release(u)
	defer u.machine.Retain(r.Libraries.Holds)
	for _, code := range codes {
		library, err := script.ParseLibrary(code)
		if err == nil {
			err = r.Libraries.Check(library.Name, p, quote)
		}
		if err == nil {
			err = u.machine.Load(host, library)
		}
		if err != nil {
			return nil, err
		}
		libraries = append(libraries, library)
	}
	return libraries, r.Libraries.Add(libraries, p, quote)
}

// loadingMillis is how long a library may take to register its functions.
const loadingMillis = 500

// loading is the host of a library that is being loaded. It has only a clock and a log.
type loading struct {
	runner   *Runner
	deadline int64 // in unix milliseconds; 0 is none
	memory   memoryWatch
}

// newLoading bounds the time of a library's loading, unless it was in time when the log was written.
func newLoading(r *Runner, c *command.Call) *loading {
	h := &loading{runner: r, memory: newMemoryWatch()}
	h.memory.start(c.Tx.Now())
	if !c.Tx.IsReplaying() {
		h.deadline = r.Engine.Clock().NowMillis() + loadingMillis
	}
	return h
}

// Call implements script.Host; nothing that is being loaded can get at it.
func (h *loading) Call(_ [][]byte, out *resp.Writer) { out.Error(errNotAllowed.Error()) }

// Allows implements script.Host, as Call does.
func (h *loading) Allows([][]byte) (bool, error) { return false, nil }

// Log implements script.Host.
func (h *loading) Log(_ script.LogLevel, message string) {
	h.runner.Logger.Info(message, "script", "loading")
}

// Micros implements script.Host.
func (h *loading) Micros() int64 { return h.runner.Engine.Clock().NowMicros() }

// Room implements script.Host. What has been loaded before may be loaded again.
func (h *loading) Room(n int) error {
	if h.deadline == 0 {
		return nil
	}
	return h.memory.room(n, h.runner.MaxMemoryBytes())
}

// Tick implements script.Host.
func (h *loading) Tick() error {
	if h.runner.stopping.Load() || h.deadline != 0 && h.runner.Engine.Clock().NowMillis() >= h.deadline {
		return script.ErrLoadTimeout
	}
	return nil
}

func (r *Runner) functionDelete(c *command.Call) {
	if !r.Libraries.Delete(string(c.Args[2])) {
		c.Fail(errNoLibrary)
		return
	}
	c.Tx.LogAs("FUNCTION", c.Args[1:]...)
	c.Out.OK()
}

func (r *Runner) functionFlush(c *command.Call) {
	switch {
	case len(c.Args) > 3:
		c.Fail(errSubcommand(c))
		return
	case len(c.Args) == 3 && !c.Is(2, "SYNC") && !c.Is(2, "ASYNC"):
		c.Fail(errFunctionFlushMode)
		return
	}
	r.Libraries.Clear()
	r.forget()
	c.Tx.LogAs("FUNCTION", []byte("FLUSH"))
	c.Out.OK()
}

func (r *Runner) functionRestore(c *command.Call) {
	policy, err := restorePolicy(c)
	if err != nil {
		c.Fail(err)
		return
	}
	codes, err := script.ParseDump(c.Args[2])
	if err != nil {
		c.Fail(err)
		return
	}
	if _, err := r.load(newLoading(r, c), codes, policy, ""); err != nil {
		c.Fail(err)
		return
	}
	c.Tx.LogAs("FUNCTION", c.Args[1:]...)
	c.Out.OK()
}

// Dump is what a checkpoint has to keep of the libraries, nil if there are none.
func (r *Runner) Dump() []byte {
	if n, _ := r.Libraries.Counts(); n == 0 {
		return nil
	}
	return r.Libraries.AppendDump(nil)
}

// Restore makes the libraries those of a dump, none if that is empty.
func (r *Runner) Restore(dump []byte) error {
	r.Libraries.Clear()
	if len(dump) == 0 {
		return nil
	}
	codes, err := script.ParseDump(dump)
	if err == nil {
		_, err = r.load(&loading{runner: r}, codes, script.Flush, "")
	}
	return err
}

func restorePolicy(c *command.Call) (script.Policy, error) {
	switch {
	case len(c.Args) > 4:
		return 0, errSubcommand(c)
	case len(c.Args) == 3, c.Is(3, "APPEND"):
		return script.Append, nil
	case c.Is(3, "REPLACE"):
		return script.Replace, nil
	case c.Is(3, "FLUSH"):
		return script.Flush, nil
	}
	return 0, errPolicy
}
