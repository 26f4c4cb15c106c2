package instance

import (
	"context"
	"errors"

	"github.com/holdfast-db/holdfast/internal/engine"
)

// Snapshot returns all data as it is now. It keeps on disk what changes from now on, until it is closed.
func (in *Instance) Snapshot(ctx context.Context) (*engine.Pin, error) {
	if in.closed.Load() {
		return nil, ErrClosed
	}
	taken := make(chan struct{})
	f := in.engine.FetchView(func() { close(taken) })
	select {
	case <-ctx.Done():
		f.Abandon()
		return nil, ctx.Err()
	case <-in.ending:
		f.Abandon()
		return nil, ErrClosed
	case <-taken:
	}
	view, err := f.Take()
	if err != nil {
		return nil, closedError(err)
	}
	pin, err := in.engine.Pin(view)
	return pin, closedError(err)
}

// closedError is the error of whoever comes after Close.
func closedError(err error) error {
	if errors.Is(err, engine.ErrClosed) {
		return ErrClosed
	}
	return err
}
