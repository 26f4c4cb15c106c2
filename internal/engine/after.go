package engine

import "github.com/holdfast-db/holdfast/internal/commitlog"

// AfterCommit has fn called when the unit has been committed and its locks were released, with what the log must have
// reached before anybody may be told of it.
func (t *Txn) AfterCommit(fn func(lsn commitlog.LSN)) { t.after = append(t.after, fn) }

func (t *Txn) runAfter() {
	after := t.after
	t.after = nil
	for _, fn := range after {
		fn(t.wait)
	}
}

// Wait is what the log must have reached before anybody may be told what the units since the last TakeWait have seen.
func (t *Txn) Wait() commitlog.LSN { return t.wait }

// WaitFor adds to what TakeWait returns.
func (t *Txn) WaitFor(lsn commitlog.LSN) { t.wait = max(t.wait, lsn) }
