package config

import (
	"slices"
	"strings"
)

// A hook is told when one of its settings has changed.
type hook struct {
	settings []*setting
	run      func() error
}

// OnChange has run called whenever Set changes at least one of the named
// settings, once however many they are. It makes the world follow the values
// that it finds in the Config. When it fails, Set puts the old values back and
// calls it again, as well as those hooks that ran before it. A hook must not
// call Set, OnChange, Load or Rewrite.
func (c *Config) OnChange(run func() error, names ...string) {
	h := hook{run: run}
	for _, name := range names {
		s := c.lookup(name)
		if s == nil {
			panic("config: OnChange of unknown setting " + name)
		}
		h.settings = append(h.settings, s)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hooks = append(c.hooks, h)
}

// A change is one setting on its way from one value to another.
type change struct {
	*setting
	name  string // as the caller wrote it
	old   []string
	store func()
}

// Set changes all the named settings, or none and returns a *SetError.
func (c *Config) Set(pairs ...Pair) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	changes, err := c.plan(pairs)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		ch.store()
	}
	return c.follow(changes)
}

// plan checks everything, in the order in which Redis does: all the names come
// before the first value.
func (c *Config) plan(pairs []Pair) ([]change, error) {
	changes := make([]change, 0, len(pairs))
	for _, p := range pairs {
		ch := change{setting: c.lookup(p.Name), name: p.Name}
		if err := mayChange(ch, p.Value, changes); err != nil {
			return nil, &SetError{Name: p.Name, Err: err}
		}
		changes = append(changes, ch)
	}
	for i, p := range pairs {
		ch := &changes[i]
		store, err := ch.value.parse([]string{p.Value})
		if err != nil {
			return nil, &SetError{Name: p.Name, Err: err}
		}
		ch.old, ch.store = ch.value.args(), store
	}
	return changes, nil
}

// mayChange is the reason not to set a value whatever it means. What cannot change may be set to what it is.
func mayChange(ch change, value string, before []change) error {
	switch {
	case ch.setting == nil && isForeign(strings.ToLower(ch.name)):
		return ErrForeign
	case ch.setting == nil:
		return ErrUnknown
	case ch.immutable && value != ch.value.get():
		return ErrImmutable
	case slices.ContainsFunc(before, func(other change) bool { return other.setting == ch.setting }):
		return ErrDuplicate
	}
	return nil
}

// follow runs the hooks of what has really changed.
func (c *Config) follow(changes []change) error {
	for i, h := range c.hooks {
		ch, ok := h.concernedBy(changes)
		if !ok {
			continue
		}
		if err := h.run(); err != nil {
			c.undo(changes, c.hooks[:i+1])
			return &SetError{Name: ch.name, Err: err}
		}
	}
	return nil
}

func (h hook) concernedBy(changes []change) (change, bool) {
	for _, ch := range changes {
		if slices.Contains(h.settings, ch.setting) && !slices.Equal(ch.old, ch.value.args()) {
			return ch, true
		}
	}
	return change{}, false
}

// undo puts the old values back. That a hook fails now as well is not reported:
// the reason why the change failed is what the user can do something about.
func (c *Config) undo(changes []change, ran []hook) {
	var again []hook
	for _, h := range ran {
		if _, ok := h.concernedBy(changes); ok {
			again = append(again, h)
		}
	}
	for _, ch := range changes {
		ch.restore(ch.old)
	}
	for _, h := range again {
		_ = h.run()
	}
}
