package server

import (
	"net"
	"sync"
)

// loops is the transport of epoll loops.
type loops struct {
	handler Handler
	opts    Options
	all     []*loop
	ended   chan struct{} // closed when all loops have ended
}

// newLoops starts the loops that opts asks for.
func newLoops(h Handler, opts Options) (transport, error) {
	g := &loops{handler: h, opts: opts, ended: make(chan struct{})}
	for range opts.Loops {
		l, err := newLoop(g)
		if err != nil {
			for _, l := range g.all {
				l.release()
			}
			return nil, err
		}
		g.all = append(g.all, l)
	}
	var running sync.WaitGroup
	for _, l := range g.all {
		running.Go(l.run)
	}
	go func() {
		running.Wait()
		close(g.ended)
	}()
	return g, nil
}

func (g *loops) listen(ln net.Listener) (stop func(), err error) {
	a, err := newAcceptor(ln, g.all, g.opts.KeepAliveSeconds)
	if err != nil {
		return nil, err
	}
	g.all[0].mail.post(a)
	return a.discard, nil
}

func (g *loops) notify() {
	for _, l := range g.all {
		l.notify()
	}
}

func (g *loops) drain() { g.end(phaseDraining) }
func (g *loops) close() { g.end(phaseClosing) }

func (g *loops) end(p phase) {
	for _, l := range g.all {
		l.end(p)
	}
}

func (g *loops) done() <-chan struct{} { return g.ended }
