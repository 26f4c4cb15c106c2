package acl

import (
	"strings"
	"sync/atomic"
)

// DefaultName is the name of the user that every new connection has.
const DefaultName = "default"

// ownerName is the name that the owner of the process shows.
const ownerName = "embedded"

// User is one user. Connections hold on to it; what it may do can change under them. The nil User is the owner of the
// process, who may do everything: embedded callers and the log when it is replayed. No connection can become it.
type User struct {
	name        string
	journal     *Journal
	permissions atomic.Pointer[permissions]
}

func newUser(name string, j *Journal, p *permissions) *User {
	u := &User{name: name, journal: j}
	u.permissions.Store(p)
	return u
}

// Name is the user's name.
func (u *User) Name() string {
	if u == nil {
		return ownerName
	}
	return u.name
}

// Journal is where to write down what was refused to the user.
func (u *User) Journal() *Journal { return u.journal }

// IsUnrestricted reports whether there is nothing that the user may not do, so that Check need not be asked. It costs
// next to nothing.
func (u *User) IsUnrestricted() bool { return u == nil || u.permissions.Load().isUnrestricted }

// Check says whether the user may run a command.
func (u *User) Check(r *Request) Denial {
	if u.IsUnrestricted() {
		return Denial{}
	}
	return u.permissions.Load().check(r)
}

// MayUseChannel reports whether the user may publish and subscribe to a channel, or subscribe to a pattern.
func (u *User) MayUseChannel(name []byte, isPattern bool) bool {
	return u.IsUnrestricted() ||
		u.permissions.Load().any(func(s *selector) bool { return s.allowsChannel(name, isPattern) })
}

// MayUseEveryKey reports whether the user may run a command on every key there is, for commands that find keys by
// themselves.
func (u *User) MayUseEveryKey(r *Request, need Access) bool {
	return u.IsUnrestricted() || u.permissions.Load().any(func(s *selector) bool {
		return s.allowsEveryKey(need) && s.check(r).IsAllowed()
	})
}

// IsOpen reports whether everybody is let in as this user, whatever password they say or none.
func (u *User) IsOpen() bool {
	p := u.permissions.Load()
	return p.isOn && p.acceptsAny
}

// NeedsNoPassword reports whether any password will do, should the user be on.
func (u *User) NeedsNoPassword() bool { return u.permissions.Load().acceptsAny }

// authenticate reports whether the password is right and the user is on.
func (u *User) authenticate(password string) bool {
	p := u.permissions.Load()
	isRight := p.passwords.accept(password)
	return p.isOn && (isRight || p.acceptsAny)
}

// Describe is the user as in ACL LIST and in an ACL file: "user alice on ...".
func (u *User) Describe() string { return "user " + u.name + " " + u.permissions.Load().String() }

// Words is Describe without the first word, in words.
func (u *User) Words() []string {
	return append([]string{u.name}, u.permissions.Load().words()...)
}

// Details is a user as in ACL GETUSER.
type Details struct {
	Flags     []string
	Passwords []string // digests in hex
	Root      Selector
	Selectors []Selector
}

// Selector is one set of permissions in words.
type Selector struct{ Commands, Keys, Channels string }

// Details describes the user.
func (u *User) Details() Details {
	p := u.permissions.Load()
	d := Details{Flags: p.flags(), Root: p.root.describe()}
	for _, digest := range p.passwords {
		d.Passwords = append(d.Passwords, digest.String())
	}
	for _, s := range p.selectors {
		d.Selectors = append(d.Selectors, s.describe())
	}
	return d
}

func (s *selector) describe() Selector {
	text := func(words []string) string { return strings.Join(words, " ") }
	return Selector{Commands: text(s.rules.words()), Keys: text(s.keyWords()), Channels: text(s.channelWords())}
}
