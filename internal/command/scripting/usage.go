package scripting

import "github.com/holdfast-db/holdfast/internal/command/server"

// Usage implements server.Scripts.
func (r *Runner) Usage() server.ScriptUsage {
	u := server.ScriptUsage{
		Scripts: r.Scripts.Len(), EvalBytes: r.Scripts.Bytes(), FunctionBytes: r.Libraries.Bytes(),
	}
	u.Libraries, u.Functions = r.Libraries.Counts()
	return u
}

// AllowAll implements server.Scripts.
func (r *Runner) AllowAll(on bool) { r.allowAll.Store(on) }
