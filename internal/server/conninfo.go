package server

import (
	"net"
	"net/netip"
	"syscall"
)

// connInfo describes a net.Conn.
func connInfo(conn net.Conn) ConnInfo {
	local, remote := conn.LocalAddr(), conn.RemoteAddr()
	info := ConnInfo{Network: local.Network(), FD: connFD(conn)}
	info.Local = formatAddr(local)
	info.Remote = formatAddr(remote)
	if info.Network != "tcp" {
		info.Remote = info.Local // the client's side of a Unix socket has no name
	}
	return info
}

// formatAddr prints an address as Redis does.
func formatAddr(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok {
		return formatAddrPort(tcp.AddrPort())
	}
	return addr.String() + ":0"
}

// formatAddrPort hides that an IPv4 client came through a socket for both families.
func formatAddrPort(ap netip.AddrPort) string {
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port()).String()
}

// below returns the connection that TLS runs over, and others as they are.
func below(conn net.Conn) net.Conn {
	if outer, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return outer.NetConn()
	}
	return conn
}

// connFD returns the descriptor of conn, below TLS too, or -1.
func connFD(conn net.Conn) int {
	sys, ok := below(conn).(syscall.Conn)
	if !ok {
		return -1
	}
	raw, err := sys.SyscallConn()
	if err != nil {
		return -1
	}
	result := -1
	if err := raw.Control(func(fd uintptr) { result = int(fd) }); err != nil {
		return -1
	}
	return result
}
