package arena

import "golang.org/x/sys/unix"

const adviceDiscard = unix.MADV_DONTNEED

// adviseMapped keeps huge pages away: slabs lie side by side and are sparsely
// touched, so the first write into each would make 2 MiB resident.
func adviseMapped(b []byte) {
	_ = unix.Madvise(b, unix.MADV_NOHUGEPAGE)
}
