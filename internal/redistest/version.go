package redistest

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is the release of a Redis server. The zero value is older than every
// release.
type Version struct {
	Major, Minor, Patch int
}

// ParseVersion reads "7", "7.2" or "7.2.5".
func ParseVersion(text string) (Version, error) {
	var v Version
	parts := strings.Split(text, ".")
	places := []*int{&v.Major, &v.Minor, &v.Patch}
	if len(parts) > len(places) {
		return Version{}, fmt.Errorf("version %q has more than three parts", text)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return Version{}, fmt.Errorf("version %q: part %q is not a number", text, part)
		}
		*places[i] = int(n)
	}
	return v, nil
}

// AtLeast reports whether v is w or newer.
func (v Version) AtLeast(w Version) bool {
	if v.Major != w.Major {
		return v.Major > w.Major
	}
	if v.Minor != w.Minor {
		return v.Minor > w.Minor
	}
	return v.Patch >= w.Patch
}

// String gives the version with all its parts, as in "7.2.0".
func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}
