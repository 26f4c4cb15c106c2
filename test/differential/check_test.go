package differential

import (
	"bytes"
	"reflect"
	"slices"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// check reports whether two replies, which may differ, differ only as they may.
type check func(ours, theirs resp.Value) bool

// same is the check for commands that have none, where the bytes are not to be had: inside the reply of EXEC.
func same(ours, theirs resp.Value) bool { return reflect.DeepEqual(ours, theirs) }

// unordered compares arrays as multisets.
func unordered(ours, theirs resp.Value) bool {
	return ours.Kind == theirs.Kind && bytes.Equal(ours.Str, theirs.Str) &&
		slices.Equal(sorted(ours), sorted(theirs))
}

func sorted(v resp.Value) []string {
	texts := make([]string, len(v.Elems))
	for i, e := range v.Elems {
		texts[i] = string(e.AppendText(nil))
	}
	slices.Sort(texts)
	return texts
}

// clockSkew is how much later than the other a server may meet a command.
const clockSkew = 60_000

// nearMillis and nearSeconds compare times that depend on when a server met a command.
func nearMillis(ours, theirs resp.Value) bool { return near(ours, theirs, clockSkew) }

func nearSeconds(ours, theirs resp.Value) bool { return near(ours, theirs, clockSkew/1000) }

func near(ours, theirs resp.Value, limit int64) bool {
	if ours.Kind != resp.Int || theirs.Kind != resp.Int {
		return same(ours, theirs)
	}
	d := ours.Int - theirs.Int
	return -limit <= d && d <= limit && (ours.Int < 0) == (theirs.Int < 0)
}
