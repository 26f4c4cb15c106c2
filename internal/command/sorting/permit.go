package sorting

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errByDenied  = errors.New("ERR BY option of SORT denied due to insufficient ACL permissions.")
	errGetDenied = errors.New("ERR GET option of SORT denied due to insufficient ACL permissions.")
)

// permit refuses patterns to those who may not read every key: nobody knows before where a pattern leads.
func permit(c *command.Call, o *options) error {
	if !o.by.hasStar && len(o.get) == 0 || c.Spec.MayReadEveryKey(c.Client.User(), c.Args) {
		return nil
	}
	if o.by.hasStar {
		return errByDenied
	}
	return errGetDenied
}
