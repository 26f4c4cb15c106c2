package acl

import (
	"strings"

	"github.com/holdfast-db/holdfast/internal/base/glob"
)

// Access is what a command does with a key as far as rules tell it apart.
type Access uint8

// Reads and writes. A command that only asks whether a key exists needs any permission on it, of either kind.
const (
	Reads Access = 1 << iota
	Writes
)

// keyPattern is a pattern of keys and what may be done with them.
type keyPattern struct {
	access Access
	glob   []byte
}

// parseKeyPattern reads "~glob" or "%RW~glob".
func parseKeyPattern(op string) (keyPattern, error) {
	if glob, ok := strings.CutPrefix(op, "~"); ok {
		return keyPattern{Reads | Writes, []byte(glob)}, nil
	}
	letters, glob, ok := strings.Cut(op[1:], "~")
	var access Access
	for _, letter := range letters {
		switch letter {
		case 'R', 'r':
			access |= Reads
		case 'W', 'w':
			access |= Writes
		default:
			return keyPattern{}, ErrSyntax
		}
	}
	if !ok || access == 0 {
		return keyPattern{}, ErrSyntax
	}
	return keyPattern{access, []byte(glob)}, nil
}

func (p keyPattern) String() string {
	switch p.access {
	case Reads:
		return "%R~" + string(p.glob)
	case Writes:
		return "%W~" + string(p.glob)
	default:
		return "~" + string(p.glob)
	}
}

func (p keyPattern) allows(key []byte, need Access) bool {
	return p.access&need == need && glob.Match(p.glob, key)
}

// allowsEveryKey reports whether it allows the access whatever the key.
func (p keyPattern) allowsEveryKey(need Access) bool {
	return string(p.glob) == "*" && p.access&need == need
}

// channelPattern is a pattern of channels.
type channelPattern []byte

// allows reports whether a channel may be used; a pattern to subscribe to must be exactly one that the user has,
// since nobody can say what another one would match.
func (p channelPattern) allows(name []byte, isPattern bool) bool {
	if isPattern {
		return string(p) == string(name)
	}
	return glob.Match(p, name)
}

// isBlank reports whether a letter parts words in an ACL file.
func isBlank(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' || r == 0 }

// hasSpaces reports whether a pattern or a name would fall apart in an ACL file.
func hasSpaces(s string) bool { return strings.ContainsFunc(s, isBlank) }
