package scripting

import (
	"github.com/holdfast-db/holdfast/internal/command"
)

func (r *Runner) fcallSpec() command.Spec {
	return runSpec("FCALL", "7.0.0", "function", "Calls a function of a library.", command.MayReplicate, writingKeys,
		func(c *command.Call) { r.fcall(c, false) })
}

func (r *Runner) fcallROSpec() command.Spec {
	return runSpec("FCALL_RO", "7.0.0", "function", "Calls a function of a library that only reads.", command.ReadOnly,
		readingKeys, func(c *command.Call) { r.fcall(c, true) })
}

func (r *Runner) fcall(c *command.Call, readOnly bool) {
	f := r.Libraries.Function(c.Args[1])
	if f == nil {
		c.Fail(errNoFunction)
		return
	}
	words, err := wordsOf(c, errBadKeyCount)
	if err != nil {
		c.Fail(err)
		return
	}
	r.run(c, job{
		name: f.Name, declared: true, flags: f.Flags, readOnly: readOnly, function: f, words: words,
	})
}
