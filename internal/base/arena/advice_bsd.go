//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package arena

import "golang.org/x/sys/unix"

const adviceDiscard = unix.MADV_FREE

func adviseMapped([]byte) {}
