package acl

import (
	"slices"
	"strings"
	"sync"
)

// Users is all users of a server.
type Users struct {
	Journal Journal

	def *User // the default user, for as long as the server runs

	mu     sync.Mutex // guards the fields below and makes changes one after the other; a leaf but for the journal's
	byName map[string]*User
	book   rulebook
}

// NewUsers returns the default user alone, who may do everything without a password. Rules about commands can be made
// when Learn has told which commands there are.
func NewUsers() *Users {
	us := &Users{book: rulebook{catalogue: NewCatalogue(nil)}}
	us.Journal.limit = defaultEntries
	us.def = newUser(DefaultName, &us.Journal, fullPermissions())
	us.byName = map[string]*User{DefaultName: us.def}
	return us
}

// Learn tells which commands there are. It comes before the first rule about a command.
func (us *Users) Learn(c *Catalogue) {
	us.mu.Lock()
	defer us.mu.Unlock()
	us.book.catalogue = c
}

// Catalogue is the commands that rules can name.
func (us *Users) Catalogue() *Catalogue {
	us.mu.Lock()
	defer us.mu.Unlock()
	return us.book.catalogue
}

// AllowChannelsByDefault says whether users that are made from now on may use all channels.
func (us *Users) AllowChannelsByDefault(allow bool) {
	us.mu.Lock()
	defer us.mu.Unlock()
	us.book.allChannels = allow
}

// Default is the user that every new connection has. It cannot be removed.
func (us *Users) Default() *User { return us.def }

// Find returns a user by name, nil if there is none.
func (us *Users) Find(name string) *User {
	us.mu.Lock()
	defer us.mu.Unlock()
	return us.byName[name]
}

// List returns all users in order of their names.
func (us *Users) List() []*User {
	us.mu.Lock()
	defer us.mu.Unlock()
	list := make([]*User, 0, len(us.byName))
	for _, u := range us.byName {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b *User) int { return strings.Compare(a.name, b.name) })
	return list
}

// Authenticate returns the user of that name if the password is right, and nil otherwise. It takes as long for a name
// that nobody has.
func (us *Users) Authenticate(name, password string) *User {
	u := us.Find(name)
	if u == nil {
		nobody := passwords{digest{}}
		nobody.accept(password)
		return nil
	}
	if !u.authenticate(password) {
		return nil
	}
	return u
}

// Set changes a user by modifiers, and makes one if there is none of that name. After an error nothing has changed.
func (us *Users) Set(name string, modifiers []string) (*User, error) {
	if hasSpaces(name) {
		return nil, ErrUsername
	}
	us.mu.Lock()
	defer us.mu.Unlock()
	u := us.byName[name]
	p := newPermissions(us.book.allChannels)
	if u != nil {
		p = u.permissions.Load().clone()
	}
	if err := p.applyAll(modifiers, us.book); err != nil {
		return nil, err
	}
	if u == nil {
		u = newUser(name, &us.Journal, p)
		us.byName[name] = u
	} else {
		u.permissions.Store(p)
	}
	return u, nil
}

// SetDefaultPassword gives the default user one password, or none that it needs: what requirepass means.
func (us *Users) SetDefaultPassword(password string) {
	us.mu.Lock()
	defer us.mu.Unlock()
	p := us.def.permissions.Load().clone()
	p.acceptsAny, p.passwords = password == "", nil
	if password != "" {
		p.addPassword(digestOf(password))
	}
	us.def.permissions.Store(p.settle())
}

// HasPlainDefault reports whether the default user is as a server has it that knows no users, with that password or,
// if it is empty, without one.
func (us *Users) HasPlainDefault(password string) bool {
	want := fullPermissions()
	if password != "" {
		want.addPassword(digestOf(password))
	}
	return us.def.permissions.Load().String() == want.String()
}

// Remove takes a user away, who may do nothing from then on, and returns it; nil if there is none of that name. Its
// connections are the caller's to close.
func (us *Users) Remove(name string) (*User, error) {
	if name == DefaultName {
		return nil, ErrRemoveDefault
	}
	us.mu.Lock()
	defer us.mu.Unlock()
	u := us.byName[name]
	delete(us.byName, name)
	if u != nil {
		u.permissions.Store(newPermissions(false))
	}
	return u, nil
}

// Definition is a user in words: the name and the modifiers that make it.
type Definition struct {
	Name      string
	Modifiers []string
}

// Replace puts other users in the place of all there are, and returns those that are gone, for their connections to be
// closed. The default user stays the same one, and is as new if it is not defined. After an error, which names the
// definition that is wrong, nothing has changed.
func (us *Users) Replace(definitions []Definition) (gone []*User, err error) {
	us.mu.Lock()
	defer us.mu.Unlock()
	made := map[string]*User{DefaultName: newUser(DefaultName, &us.Journal, fullPermissions())}
	for i, d := range definitions {
		p := newPermissions(us.book.allChannels)
		if err := p.applyAll(d.Modifiers, us.book); err != nil {
			return nil, &DefinitionError{i, err}
		}
		made[d.Name] = newUser(d.Name, &us.Journal, p)
	}
	us.def.permissions.Store(made[DefaultName].permissions.Load())
	made[DefaultName] = us.def
	for _, u := range us.byName {
		if u != us.def {
			gone = append(gone, u)
			u.permissions.Store(newPermissions(false))
		}
	}
	us.byName = made
	return gone, nil
}

// DefinitionError is the error for one of several definitions.
type DefinitionError struct {
	Index int
	Err   error
}

func (e *DefinitionError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong with the definition.
func (e *DefinitionError) Unwrap() error { return e.Err }
