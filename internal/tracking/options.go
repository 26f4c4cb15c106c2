package tracking

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/holdfast-db/holdfast/internal/client"
)

// Mode is which reads are remembered.
type Mode uint8

// The modes.
const (
	// Every read is remembered.
	Every Mode = iota
	// OptIn remembers those that CLIENT CACHING YES announces.
	OptIn
	// OptOut remembers those that CLIENT CACHING NO does not except.
	OptOut
	// Broadcast remembers none, and tells of every change below prefixes.
	Broadcast
)

// Options is how a client is tracked.
type Options struct {
	Mode     Mode
	NoLoop   bool     // spare the client what it has changed itself
	Redirect int64    // the client to tell instead; 0 is the client itself
	Prefixes []string // to be added, in Broadcast mode; none is all keys
}

// What a client asks for may contradict what it has asked for before.
var (
	ErrSwitchBroadcast = errors.New("ERR You can't switch BCAST mode on/off before disabling tracking for this client," +
		" and then re-enabling it with a different mode.")
	ErrSwitchOpt = errors.New("ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client," +
		" and then re-enabling it with a different mode.")
)

// Enable begins to track a client, or changes how. Only the client's own goroutine calls it, as all methods that take
// a client.
func (t *Table) Enable(c *client.Client, o Options) error {
	cached := cacheOf(c)
	if cached != nil {
		if err := cached.admit(o); err != nil {
			return err
		}
	}
	if err := checkPrefixes(cached, o.Prefixes); err != nil {
		return err
	}
	if cached == nil {
		cached = t.add(c)
	}
	cached.mode = o.Mode
	cached.noLoop.Store(o.NoLoop)
	c.SetTracker(cached, o.Redirect)
	c.SetFlag(client.FlagBrokenRedirect, false)
	c.SetFlag(client.FlagBroadcast, o.Mode == Broadcast)
	if o.Mode == Broadcast {
		cached.addPrefixes(o.Prefixes)
	}
	return nil
}

// admit refuses to change a mode while it is on.
func (c *cache) admit(o Options) error {
	was, becomes := c.mode, o.Mode
	switch {
	case (was == Broadcast) != (becomes == Broadcast):
		return ErrSwitchBroadcast
	case was == OptIn && becomes == OptOut, was == OptOut && becomes == OptIn:
		return ErrSwitchOpt
	}
	return nil
}

func (t *Table) add(c *client.Client) *cache {
	cached := &cache{table: t, client: c}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setCaches(append(t.caches, cached))
	c.Join(t)
	return cached
}

// addPrefixes adds those that the client does not have; none at all is the empty one, which all keys begin with.
func (c *cache) addPrefixes(names []string) {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		if !c.hasPrefix(name) {
			c.table.prefixes.add(name, c)
			c.client.AddPrefix(name)
			c.prefixes = append(c.prefixes, name)
		}
	}
	slices.Sort(c.prefixes)
}

// checkPrefixes refuses those of which one begins with another: the client would be told twice.
func checkPrefixes(c *cache, names []string) error {
	for i, name := range names {
		if c != nil {
			for _, has := range c.prefixes {
				if has != name && overlap(has, name) {
					return fmt.Errorf("ERR Prefix '%s' overlaps with an existing prefix '%s'. Prefixes for a single"+
						" client must not overlap.", name, has)
				}
			}
		}
		for _, other := range names[i+1:] {
			if overlap(name, other) {
				return fmt.Errorf("ERR Prefix '%s' overlaps with another provided prefix '%s'. Prefixes for a single"+
					" client must not overlap.", name, other)
			}
		}
	}
	return nil
}

func overlap(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// Leave implements client.Membership: it ends the tracking of a client.
func (t *Table) Leave(c *client.Client) {
	cached := cacheOf(c)
	if cached == nil {
		return
	}
	cached.off.Store(true)
	t.prefixes.remove(cached.prefixes, cached)
	c.SetTracker(nil, 0)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setCaches(slices.DeleteFunc(t.caches, func(other *cache) bool { return other == cached }))
}

// setCaches is called with mu held.
func (t *Table) setCaches(caches []*cache) {
	t.caches = caches
	t.tracked.Store(int64(len(caches)))
	t.engine.Track(len(caches) > 0)
}
