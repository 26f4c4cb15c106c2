package server

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// handshakeLimit is how long a client may take to agree on keys.
const handshakeLimit = 10 * time.Second

// shakeHands agrees on keys with a TLS client, whose session counts already, so that strangers cannot hold more
// connections than there may be. It comes before the first read: a stream interrupts reads, and a handshake that was
// interrupted cannot be resumed.
func (t *streams) shakeHands(conn net.Conn) error {
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeLimit)
	defer cancel()
	go func() {
		select {
		case <-t.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := secure.HandshakeContext(ctx)
	if err != nil {
		t.opts.Logger.Debug("TLS handshake failed", "addr", conn.RemoteAddr().String(), "err", err)
	}
	return err
}

// refuse closes a connection that gets no session, and says why if that can be said at once: a handshake would keep
// the connection for longer.
func refuse(conn net.Conn, refusal []byte) {
	if _, isTLS := conn.(*tls.Conn); isTLS {
		conn = below(conn)
	} else {
		conn.Write(refusal)
	}
	conn.Close()
}
