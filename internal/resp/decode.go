package resp

import "strconv"

// Decode decodes the reply at the start of buf and says how many bytes it took.
// An incomplete reply is n == 0 without an error. The value's texts are views
// into buf. Errors are of type [ProtocolError].
func Decode(buf []byte) (v Value, n int, err error) {
	var m measure
	n, err = m.end(buf)
	if n == 0 {
		return Value{}, 0, err
	}
	d := decoder{buf: buf[:n]}
	if err := d.value(&v); err != nil {
		return Value{}, 0, err
	}
	return v, n, nil
}

// decoder decodes replies that were measured: all of buf is there, and nesting
// and counts are within their limits.
type decoder struct {
	buf []byte
	pos int
}

func (d *decoder) value(v *Value) error {
	kind, line, next, err := replyLine(d.buf, d.pos, 0)
	if err != nil {
		return err
	}
	d.pos = next
	switch kind {
	case '+':
		*v = Value{Kind: Simple, Str: line}
	case '-':
		*v = Value{Kind: Error, Str: line}
	case ':':
		return decodeInt(v, line)
	case '$':
		return d.bulk(v, Bulk, line)
	case '=':
		return d.verbatim(v, line)
	case '*':
		return d.elems(v, Array, line, 1)
	case '%':
		return d.elems(v, Map, line, 2)
	case '~':
		return d.elems(v, Set, line, 1)
	case '>':
		return d.elems(v, Push, line, 1)
	case ',':
		return decodeDouble(v, line)
	case '#':
		return decodeBool(v, line)
	case '(':
		return decodeBigNumber(v, line)
	case '_':
		return decodeNull(v, line)
	}
	return nil
}

func (d *decoder) bulk(v *Value, kind Kind, line []byte) error {
	n, err := replyCount(line, MaxReplyBulkBytes)
	if err != nil {
		return err
	}
	*v = Value{Kind: kind, Str: d.buf[d.pos : d.pos+n : d.pos+n]}
	d.pos += n + 2
	return nil
}

func (d *decoder) verbatim(v *Value, line []byte) error {
	if err := d.bulk(v, Verbatim, line); err != nil {
		return err
	}
	format := copy(v.Format[:], v.Str)
	if len(v.Str) <= format || v.Str[format] != ':' {
		return ErrReplyValue
	}
	v.Str = v.Str[format+1:]
	return nil
}

func (d *decoder) elems(v *Value, kind Kind, line []byte, each int) error {
	n, err := replyCount(line, MaxReplyElems)
	if err != nil {
		return err
	}
	*v = Value{Kind: kind, Elems: make([]Value, n*each)}
	for i := range v.Elems {
		if err := d.value(&v.Elems[i]); err != nil {
			return err
		}
	}
	return nil
}

func decodeInt(v *Value, line []byte) error {
	n, ok := parseInteger(line)
	if !ok {
		return ErrReplyValue
	}
	*v = Value{Kind: Int, Int: n}
	return nil
}

func decodeDouble(v *Value, line []byte) error {
	f, err := strconv.ParseFloat(string(line), 64)
	if err != nil {
		return ErrReplyValue
	}
	*v = Value{Kind: Double, Double: f, Str: line}
	return nil
}

func decodeBool(v *Value, line []byte) error {
	*v = Value{Kind: Bool}
	switch string(line) {
	case "t":
		v.Int = 1
	case "f":
	default:
		return ErrReplyValue
	}
	return nil
}

func decodeBigNumber(v *Value, line []byte) error {
	digits := line
	if len(digits) > 1 && digits[0] == '-' {
		digits = digits[1:]
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return ErrReplyValue
		}
	}
	if len(digits) == 0 {
		return ErrReplyValue
	}
	*v = Value{Kind: BigNumber, Str: line}
	return nil
}

func decodeNull(v *Value, line []byte) error {
	if len(line) != 0 {
		return ErrReplyValue
	}
	*v = Value{}
	return nil
}
