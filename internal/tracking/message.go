package tracking

import "github.com/holdfast-db/holdfast/internal/resp"

// channelName is where clients that speak RESP2 get their invalidations.
const channelName = "__redis__:invalidate"

// invalidation is one message in its two forms.
type invalidation struct {
	push    []byte // RESP3
	message []byte // of a channel, for RESP2
}

func invalidationOf(keys [][]byte) invalidation {
	var list []byte
	list = resp.AppendArray(list, len(keys))
	for _, key := range keys {
		list = resp.AppendBulk(list, key)
	}
	return newInvalidation(list, list)
}

// invalidationOfAll is about every key.
func invalidationOfAll() invalidation { return newInvalidation([]byte("_\r\n"), []byte("$-1\r\n")) }

func newInvalidation(keys3, keys2 []byte) invalidation {
	push := resp.AppendBulkString(resp.AppendPush(nil, 2), "invalidate")
	message := resp.AppendBulkString(resp.AppendPush(nil, 3), "message")
	message = resp.AppendBulkString(message, channelName)
	return invalidation{push: append(push, keys3...), message: append(message, keys2...)}
}

// brokenRedirect tells a client that those who should get its invalidations are gone.
func brokenRedirect(id int64) []byte {
	return resp.AppendInt(resp.AppendBulkString(resp.AppendPush(nil, 2), "tracking-redir-broken"), id)
}
