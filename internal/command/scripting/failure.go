package scripting

import "bytes"

// failure is the last error that a command of a script replied with. It was counted then; a script that hands it on as its
// own reply must not have it counted once more.
type failure struct{ text []byte }

func (f *failure) reset() { f.text = f.text[:0] }

// note remembers a command's reply if that is an error.
func (f *failure) note(reply []byte) {
	if len(reply) > 0 && reply[0] == '-' {
		f.text = append(f.text[:0], bytes.TrimSuffix(reply, []byte("\r\n"))...)
	}
}

// isIn reports whether a script's reply is that error, behind which may stand where in the script it came from.
func (f *failure) isIn(reply []byte) bool { return len(f.text) > 0 && bytes.HasPrefix(reply, f.text) }
