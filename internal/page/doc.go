// Package page owns the bytes of collections: how an item (a string, an
// integer, a score) is written, how items make entries, and how entries lie
// packed in a page.
//
// A small collection is one [Packed] page inside its key's record. Bigger ones
// are containers of pages in the arena: package pagemap keeps them by hash,
// package pagetree in order. Pages hold no Go pointers, so the garbage
// collector has nothing to walk, and what lies in memory is what goes to disk.
//
// Every reader here checks bounds: hostile bytes give [ErrCorrupt], never a
// panic. The bytes are drawn in docs/format/page.md.
//
// Views ([]byte inside an [Item]) point into pages. They are valid until the
// next change of the collection they came from, and must not be handed back to
// that same collection as new content.
package page
