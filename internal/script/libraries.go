package script

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/holdfast-db/holdfast/internal/rdb"
)

// Libraries is all libraries of the server. Readers see one version of it; whoever changes it holds all shards, so
// that changes are in the order of their records in the log.
type Libraries struct{ current atomic.Pointer[librarySet] }

// librarySet is one version, which never changes.
type librarySet struct {
	libraries map[string]*Library
	functions map[string]*Function // by name in lower case
}

// NewLibraries returns an empty set.
func NewLibraries() *Libraries {
	l := &Libraries{}
	l.current.Store(newLibrarySet())
	return l
}

func newLibrarySet() *librarySet {
	return &librarySet{libraries: make(map[string]*Library), functions: make(map[string]*Function)}
}

// Function finds a function by name in any case.
func (l *Libraries) Function(name []byte) *Function {
	functions := l.current.Load().functions
	if f := functions[string(name)]; f != nil {
		return f
	}
	return functions[strings.ToLower(string(name))]
}

// All lists the libraries in order of name.
func (l *Libraries) All() []*Library {
	set := l.current.Load()
	return slices.SortedFunc(maps.Values(set.libraries), func(a, b *Library) int { return strings.Compare(a.Name, b.Name) })
}

// Holds reports whether that very library is there.
func (l *Libraries) Holds(library *Library) bool {
	return l.current.Load().libraries[library.Name] == library
}

// Counts are the numbers of libraries and of functions.
func (l *Libraries) Counts() (libraries, functions int) {
	set := l.current.Load()
	return len(set.libraries), len(set.functions)
}

// Bytes is about how much memory the libraries take.
func (l *Libraries) Bytes() (n int64) {
	for _, library := range l.current.Load().libraries {
		n += int64(len(library.Code)) * scriptOverhead
	}
	return n
}

// Policy says what becomes of the libraries that are there when others are added.
type Policy uint8

// The policies.
const (
	// Append refuses libraries whose names are taken.
	Append Policy = iota
	// Replace lets them take the place of those with the same names.
	Replace
	// Flush removes all others.
	Flush
)

// Add adds libraries, all or none. The error is the reply; quote says how it names a library that is there already.
func (l *Libraries) Add(added []*Library, p Policy, quote string) error {
	next := newLibrarySet()
	if p != Flush {
		old := l.current.Load()
		maps.Copy(next.libraries, old.libraries)
		maps.Copy(next.functions, old.functions)
	}
	for _, library := range added {
		old := next.libraries[library.Name]
		if old == nil {
			continue
		}
		if p == Append {
			return errTaken(library.Name, quote)
		}
		next.remove(old)
	}
	for _, library := range added {
		if err := next.add(library); err != nil {
			return err
		}
	}
	l.current.Store(next)
	return nil
}

func errTaken(name, quote string) error {
	return errors.New("ERR Library " + quote + name + quote + " already exists")
}

// Check asks whether a library of that name could be added. The error is the reply.
func (l *Libraries) Check(name string, p Policy, quote string) error {
	if p == Append && l.current.Load().libraries[name] != nil {
		return errTaken(name, quote)
	}
	return nil
}

func (s *librarySet) add(library *Library) error {
	for _, f := range library.Functions {
		name := strings.ToLower(f.Name)
		if s.functions[name] != nil {
			return errors.New("ERR Function " + f.Name + " already exists")
		}
		s.functions[name] = f
	}
	s.libraries[library.Name] = library
	return nil
}

func (s *librarySet) remove(library *Library) {
	delete(s.libraries, library.Name)
	for _, f := range library.Functions {
		delete(s.functions, strings.ToLower(f.Name))
	}
}

// Delete removes a library and reports whether it was there.
func (l *Libraries) Delete(name string) bool {
	old := l.current.Load()
	library := old.libraries[name]
	if library == nil {
		return false
	}
	next := &librarySet{libraries: maps.Clone(old.libraries), functions: maps.Clone(old.functions)}
	next.remove(library)
	l.current.Store(next)
	return true
}

// Clear removes all libraries.
func (l *Libraries) Clear() { l.current.Store(newLibrarySet()) }

// AppendDump appends all libraries in the form that FUNCTION RESTORE reads, Redis's too: what a checkpoint has to keep
// of them.
func (l *Libraries) AppendDump(dst []byte) []byte {
	from := len(dst)
	for _, library := range l.All() {
		dst = append(dst, rdb.OpFunction)
		dst = rdb.AppendString(dst, []byte(library.Code))
	}
	return rdb.AppendSeal(dst, from)
}

// Errors of a dump, as replies.
var (
	ErrDumpSeal   = errors.New("ERR DUMP payload version or checksum are wrong")
	ErrDumpOpcode = errors.New("ERR given type is not a function")
	ErrDumpLoad   = errors.New("ERR failed loading functions payload")
)

// ParseDump takes the libraries' code out of a dump.
func ParseDump(payload []byte) (codes []string, err error) {
	body, err := rdb.Unseal(payload)
	if err != nil {
		return nil, ErrDumpSeal
	}
	for r := rdb.NewReader(body, len(body)*maxUnpackRatio); r.Len() > 0; {
		op, err := r.Byte()
		if err != nil || op != rdb.OpFunction {
			return nil, ErrDumpOpcode
		}
		code, err := r.String()
		if err != nil {
			return nil, ErrDumpLoad
		}
		codes = append(codes, string(code))
	}
	return codes, nil
}

// maxUnpackRatio bounds how much longer than a dump its code may be: compressed strings of Redis do not exceed it.
const maxUnpackRatio = 300
