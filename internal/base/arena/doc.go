// Package arena owns memory outside the Go heap: blocks of bytes, handed out in
// size classes and named by a 32-bit Ref instead of a pointer.
//
// It promises that the garbage collector has nothing to walk, whatever the number
// of blocks; that memory nobody wrote to is never touched, and so costs nothing;
// and that memory nobody needs goes back to the system. It refuses to be shared:
// an Arena is guarded by the lock of its owner.
//
// From the outside in:
//
//	chunk   1 MiB of the address space of Refs: a slab, or a part of a large block
//	slab    a chunk that is mapped as a whole and split into 64 pieces of 16 KiB
//	run     1 to 8 neighbouring pieces that serve one size class, or 1 to 32 that
//	        are one medium block
//	slot    what a small block lives in
//
// All bookkeeping lies in Go memory beside the slabs, 20 bytes for each 16 KiB,
// and holds one pointer a chunk. Only the link from one freed slot to the next
// lies in the slots themselves.
package arena
