package client

// BufferBytes is what the requests and replies of all clients take.
func (r *Registry) BufferBytes() (n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.byID {
		n += c.BufferBytes()
	}
	return n
}
