package engine

import (
	"sync"
	"sync/atomic"
)

// Work is what another goroutine does for a client, while others go on.
type Work struct {
	done, gone atomic.Bool
	err        error // set before done
}

// StartWork runs fn beside everything else, without locks, and calls wake when it is done.
func (e *Engine) StartWork(fn func(w *Work) error, wake func()) *Work {
	w := new(Work)
	if !e.begin() {
		w.err = ErrClosed
		w.done.Store(true)
		wake()
		return w
	}
	go func() {
		defer e.background.Done()
		w.err = fn(w)
		w.done.Store(true)
		wake()
	}()
	return w
}

// Done reports whether the work is done.
func (w *Work) Done() bool { return w.done.Load() }

// Err is how the work has ended.
func (w *Work) Err() error { return w.err }

// Abandon says that nobody waits for the work any more, so that it had better stop.
func (w *Work) Abandon() { w.gone.Store(true) }

// IsAbandoned reports whether the work was abandoned.
func (w *Work) IsAbandoned() bool { return w.gone.Load() }

// FetchedView is a view that a client waits for.
type FetchedView struct {
	work *Work

	mu     sync.Mutex // guards what follows
	view   *View
	isGone bool
}

// FetchView begins to take a view of what the log has up to now, and calls wake when it has it.
func (e *Engine) FetchView(wake func()) *FetchedView {
	f := new(FetchedView)
	f.work = e.StartWork(func(*Work) error {
		view, err := e.View()
		if err == nil {
			f.put(view)
		}
		return err
	}, wake)
	return f
}

func (f *FetchedView) put(view *View) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isGone {
		view.Release()
		return
	}
	f.view = view
}

// Done reports whether Take has an answer.
func (f *FetchedView) Done() bool { return f.work.Done() }

// Take returns the view, which is the caller's to release.
func (f *FetchedView) Take() (*View, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	view := f.view
	f.view = nil
	return view, f.work.Err()
}

// Abandon says that nobody is going to take the view. One that was taken is not concerned.
func (f *FetchedView) Abandon() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.isGone = true
	if f.view != nil {
		f.view.Release()
		f.view = nil
	}
}
