package tracking

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
)

// CLIENT CACHING is for those who have asked to be asked.
var (
	ErrNotTracked = errors.New("ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or" +
		" OPTOUT mode enabled")
	ErrNotOptIn  = errors.New("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.")
	ErrNotOptOut = errors.New("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.")
)

// Say takes CLIENT CACHING: whether what the next command reads is to be remembered.
func (t *Table) Say(c *client.Client, yes bool) error {
	cached := cacheOf(c)
	switch {
	case cached == nil:
		return ErrNotTracked
	case yes && cached.mode != OptIn:
		return ErrNotOptIn
	case !yes && cached.mode != OptOut:
		return ErrNotOptOut
	}
	cached.said = true
	return nil
}

// Describe returns the words of CLIENT TRACKINGINFO, and the prefixes.
func (t *Table) Describe(c *client.Client) (flags, prefixes []string) {
	cached := cacheOf(c)
	if cached == nil {
		return []string{"off"}, nil
	}
	flags = []string{"on"}
	add := func(cond bool, word string) {
		if cond {
			flags = append(flags, word)
		}
	}
	add(cached.mode == Broadcast, "bcast")
	add(cached.mode == OptIn, "optin")
	add(cached.mode == OptIn && cached.said, "caching-yes")
	add(cached.mode == OptOut, "optout")
	add(cached.mode == OptOut && cached.said, "caching-no")
	add(cached.noLoop.Load(), "noloop")
	add(c.HasFlag(client.FlagBrokenRedirect), "broken_redirect")
	return flags, cached.prefixes
}
