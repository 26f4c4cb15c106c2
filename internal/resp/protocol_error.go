package resp

// ProtocolError says why bytes are not RESP. After one there is no telling where
// the next command or reply begins, so the connection must be closed. A server
// answers a request's error with "-ERR " and the error's text first.
type ProtocolError string

// Error returns the text that Redis uses, without an error code.
func (e ProtocolError) Error() string { return "Protocol error: " + string(e) }

// What [Parser.Next] finds wrong with requests. One more error, "expected '$',
// got 'x'", names the byte it met and so has no constant.
const (
	// ErrInlineTooBig is an inline command longer than Limits.MaxInlineBytes.
	ErrInlineTooBig ProtocolError = "too big inline request"
	// ErrUnbalancedQuotes is an inline command whose quotes do not pair up.
	ErrUnbalancedQuotes ProtocolError = "unbalanced quotes in request"
	// ErrMultibulkLength is a number of arguments that is none, or too large.
	ErrMultibulkLength ProtocolError = "invalid multibulk length"
	// ErrMultibulkHeader is a number of arguments without an end in sight.
	ErrMultibulkHeader ProtocolError = "too big mbulk count string"
	// ErrBulkLength is an argument's length that is none, or too large.
	ErrBulkLength ProtocolError = "invalid bulk length"
	// ErrBulkHeader is an argument's length without an end in sight.
	ErrBulkHeader ProtocolError = "too big bulk count string"
	// ErrUnauthenticatedMultibulk is too many arguments before authentication.
	ErrUnauthenticatedMultibulk ProtocolError = "unauthenticated multibulk length"
	// ErrUnauthenticatedBulk is too long an argument before authentication.
	ErrUnauthenticatedBulk ProtocolError = "unauthenticated bulk length"
)

// What [Decode] and [Reader] find wrong with replies.
const (
	// ErrReplyType is a reply that starts with a byte RESP gives no meaning.
	ErrReplyType ProtocolError = "unknown reply type"
	// ErrReplyLength is a length or count that is none, or over its limit.
	ErrReplyLength ProtocolError = "invalid reply length"
	// ErrReplyLine is a line that is too long, or not ended by CR LF.
	ErrReplyLine ProtocolError = "invalid reply line"
	// ErrReplyValue is a number, boolean, null or verbatim prefix that is none.
	ErrReplyValue ProtocolError = "invalid reply value"
	// ErrReplyDepth is nesting beyond MaxReplyDepth.
	ErrReplyDepth ProtocolError = "reply nested too deeply"
)

// errExpectedBulk is the answer to an argument that starts with got instead of '$'.
func errExpectedBulk(got byte) ProtocolError {
	return ProtocolError("expected '$', got '" + string([]byte{got}) + "'")
}
