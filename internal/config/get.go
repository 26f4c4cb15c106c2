package config

import (
	"strings"

	"github.com/holdfast-db/holdfast/internal/base/glob"
)

// Pair is the name and the value of a setting, as in CONFIG GET and SET.
type Pair struct{ Name, Value string }

// Get returns the settings whose names match any of the patterns, each name once; an older name is one of its own.
// Case is ignored, but a name without wildcards comes back as it was written, as in Redis.
func (c *Config) Get(patterns ...string) []Pair {
	var found []Pair
	seen := make(map[string]bool)
	add := func(name string, s *setting) {
		if lower := strings.ToLower(name); !seen[lower] && !s.hidden {
			seen[lower] = true
			found = append(found, Pair{Name: name, Value: s.value.get()})
		}
	}
	for _, pattern := range patterns {
		if !strings.ContainsAny(pattern, "*?[") {
			if s := c.lookup(pattern); s != nil {
				add(pattern, s)
			}
			continue
		}
		for _, s := range c.settings {
			for _, name := range s.names() {
				if glob.MatchFold([]byte(pattern), []byte(name)) {
					add(name, s)
				}
			}
		}
	}
	return found
}
