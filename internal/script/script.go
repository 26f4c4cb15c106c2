package script

import (
	"errors"
	"strings"
	"sync/atomic"
)

// chunkName is what errors call a script.
const chunkName = "user_script"

// Script is a compiled script of EVAL or SCRIPT LOAD. It is good for any machine.
type Script struct {
	SHA string // 40 digits
	// Declared says that the script has said with its first line what it is; its Flags count then. Others may do what
	// scripts always could.
	Declared bool
	Flags    Flags

	source string
	proto  *Proto
	kept   atomic.Bool  // until SCRIPT FLUSH
	used   atomic.Int64 // the moment of its last use
}

// Text is what the script was made from.
func (s *Script) Text() string { return s.source }

// newScript compiles a script. The error is the reply.
func newScript(sha, source string) (*Script, error) {
	s := &Script{SHA: sha, source: source}
	body := source
	if strings.HasPrefix(source, shebang) {
		words, rest, err := splitShebang(source)
		if err != nil {
			return nil, err
		}
		if s.Flags, err = parseShebang(words); err != nil {
			return nil, err
		}
		s.Declared, body = true, rest
	}
	proto, err := compile(body, chunkName)
	if err != nil {
		return nil, errors.New("ERR Error compiling script (new function): " + err.Error())
	}
	s.proto = proto
	return s, nil
}
