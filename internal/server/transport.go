package server

import "net"

// transport serves connections in one of the two ways.
type transport interface {
	// listen takes over ln and accepts from it in the background, until stop, which closes it.
	listen(ln net.Listener) (stop func(), err error)
	// notify has all sessions that are not Ready looked at again.
	notify()
	// drain stops accepting, and ends sessions when what they received is answered.
	drain()
	// close ends everything at once.
	close()
	// done is closed when a drain or close has ended everything.
	done() <-chan struct{}
}
