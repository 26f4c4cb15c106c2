package hash

import "github.com/holdfast-db/holdfast/internal/page"

// Prefetch asks for the memory of fields that will soon be asked for. Nothing is read from disk for that.
func (h *Hash) Prefetch(fields []page.Item) {
	if h.enc == EncMap {
		h.big.Prefetch(fields)
	}
}
