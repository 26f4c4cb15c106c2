package scripting

import (
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/script"
)

// runFlags are those of all commands that run scripts. They lock by themselves: a script may touch what it has not
// declared.
const runFlags = command.NoScript | command.SkipMonitor | command.NoMandatoryKeys | command.Stale | command.Roams

const (
	writingKeys = command.RW | command.ReadsData | command.UpdatesData
	readingKeys = command.RO | command.ReadsData
)

// runSpec is what the commands that run scripts have in common. what is the argument that names the script.
func runSpec(name, since, what, summary string, flags command.Flag, access command.Access, run command.Handler) command.Spec {
	return command.Spec{
		Name: name, Group: "scripting", Since: since, Complexity: "Depends on the script that is executed.",
		Summary: summary,
		Flags:   runFlags | flags,
		Keys:    []command.KeyRule{command.Counted(2, access)},
		Syntax:  what + " numkeys [key [key ...]] [arg [arg ...]]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			c.Show() // before what the script does, and even if there is none
			run(c)
		},
	}
}

func (r *Runner) evalSpec() command.Spec {
	return runSpec("EVAL", "2.6.0", "script", "Runs a Lua script.", command.MayReplicate, writingKeys,
		func(c *command.Call) { r.eval(c, false) })
}

func (r *Runner) evalROSpec() command.Spec {
	return runSpec("EVAL_RO", "7.0.0", "script", "Runs a Lua script that only reads.", command.ReadOnly, readingKeys,
		func(c *command.Call) { r.eval(c, true) })
}

func (r *Runner) evalSHASpec() command.Spec {
	return runSpec("EVALSHA", "2.6.0", "sha1", "Runs a Lua script that the server knows by its SHA-1.",
		command.MayReplicate, writingKeys, func(c *command.Call) { r.evalSHA(c, false) })
}

func (r *Runner) evalSHAROSpec() command.Spec {
	return runSpec("EVALSHA_RO", "7.0.0", "sha1", "Runs a Lua script that only reads, by its SHA-1.",
		command.ReadOnly, readingKeys, func(c *command.Call) { r.evalSHA(c, true) })
}

func (r *Runner) eval(c *command.Call, readOnly bool) {
	words, err := wordsOf(c, command.ErrNotInteger)
	if err != nil {
		c.Fail(err)
		return
	}
	s, err := r.Scripts.Load(c.Args[1], false)
	if err != nil {
		c.Fail(err)
		return
	}
	r.runScript(c, s, words, readOnly)
}

func (r *Runner) evalSHA(c *command.Call, readOnly bool) {
	words, err := wordsOf(c, command.ErrNotInteger)
	if err != nil {
		c.Fail(err)
		return
	}
	s := r.Scripts.Find(c.Args[1])
	if s == nil {
		c.Fail(errNoScript)
		return
	}
	r.runScript(c, s, words, readOnly)
}

func (r *Runner) runScript(c *command.Call, s *script.Script, words script.Words, readOnly bool) {
	r.run(c, job{
		name: s.SHA, isEval: true, declared: s.Declared, flags: s.Flags, readOnly: readOnly, script: s, words: words,
	})
}

// wordsOf parts the keys from the other arguments. notNumber is the error for a number of keys that is none.
func wordsOf(c *command.Call, notNumber error) (script.Words, error) {
	n, err := strconv.ParseInt(string(c.Args[2]), 10, 64)
	rest := c.Args[3:]
	switch {
	case err != nil:
		return script.Words{}, notNumber
	case n > int64(len(rest)):
		return script.Words{}, errTooManyKeys
	case n < 0:
		return script.Words{}, errNegativeKeys
	}
	return script.Words{Keys: rest[:n], Args: rest[n:]}, nil
}
