package resp

import "bytes"

// Memory that a Parser keeps between commands; beyond it, it lets go.
const (
	keepArgs        = 1024
	keepInlineBytes = 4 << 10
)

// Parser splits one client's requests into commands. It is fed the bytes from
// the start of a command on and, while the command is incomplete, the same bytes
// again with more behind them. It remembers where it stopped, but never a view
// into the bytes, so the caller is free to move them in between.
//
// A command that is whole at once, as nearly all are, is parsed in one pass. One
// that comes in pieces is first only walked, a few numbers of state, until its
// end is known; then it is parsed as if it had come whole. That reads its headers
// twice, but keeps nothing for arguments that have not led to a command.
type Parser struct {
	limits Limits
	// Up to these, a header needs no closer look.
	plainArgs, plainBulk int

	args   [][]byte // the last command's arguments, reused
	inline []byte   // the unquoted arguments of the last inline command, reused
	at     position
	need   int
}

// position is a place inside a multibulk command, or inside an inline one
// (which uses only searched).
type position struct {
	offset   int  // where the next line or argument begins
	searched int  // no line end lies between offset and here
	left     int  // arguments still to come, with the one at offset
	inBulk   bool // offset is at the bytes of an argument, not at its header
	bulk     int  // how many bytes those are
}

// isInside reports whether something of a command has been read.
func (at *position) isInside() bool { return at.offset|at.searched != 0 }

// NewParser returns a parser at the start of a command.
func NewParser(limits Limits) *Parser {
	p := &Parser{}
	p.SetLimits(limits)
	return p
}

// SetLimits changes the limits from the next header on.
func (p *Parser) SetLimits(limits Limits) {
	p.limits = limits.withDefaults()
	p.plainArgs, p.plainBulk = p.limits.MaxArgs, p.limits.MaxBulkBytes
	if limits.Unauthenticated {
		p.plainArgs = min(p.plainArgs, unauthenticatedMaxArgs)
		p.plainBulk = min(p.plainBulk, unauthenticatedMaxBulkBytes)
	}
}

// Need returns how many bytes, counted from the start of the incomplete command,
// must be there before Next can get any further; 0 between commands. It is what
// the client announced and may never come: let a buffer grow as data arrives, and
// use Need only to choose the size of a growth that is due.
func (p *Parser) Need() int { return p.need }

// Next parses the command at the start of buf and returns its arguments and how
// many bytes it took. An incomplete command is (nil, 0, nil): call again with
// more. A command may have taken bytes and have no arguments (an empty line,
// "*0"): skip it. After an error, a [ProtocolError], the parser is of no use.
//
// The arguments are views into buf, or into the parser for inline commands; they
// and the slice of them are good until the next call. A call that finds no whole
// command, such as Next(nil), also drops the views of the one before.
func (p *Parser) Next(buf []byte) (args [][]byte, n int, err error) {
	if len(buf) == 0 {
		p.letGo()
		return nil, 0, nil
	}
	if cap(p.args) > keepArgs {
		p.letGo()
	}
	if buf[0] == '*' {
		n, err = p.multibulk(buf)
	} else {
		n, err = p.inlineCommand(buf)
	}
	if n == 0 {
		p.letGo()
		return nil, 0, err
	}
	if p.at.isInside() {
		p.at = position{}
	}
	p.need = 0
	return p.args, n, nil
}

// letGo drops views into the caller's buffers, and slices that grew too big.
func (p *Parser) letGo() {
	if cap(p.args) > keepArgs {
		p.args = nil
	}
	if cap(p.inline) > keepInlineBytes {
		p.inline = nil
	}
	clear(p.args[:cap(p.args)])
}

// multibulk parses a command of the form that clients use.
func (p *Parser) multibulk(buf []byte) (n int, err error) {
	if p.at.isInside() {
		if n, err = p.walk(buf, false); n == 0 {
			return 0, err
		}
		p.at = position{}
	}
	return p.walk(buf, true)
}

// walk goes on from p.at as far as buf reaches and, if asked, collects the
// arguments it passes. At the end of the command it returns its length; when buf
// ends before, it returns 0 and leaves in p.at where to go on.
//
// This is the hottest loop of the server, and the reason why the cursor lives
// in locals and plain headers are read in place.
func (p *Parser) walk(buf []byte, collect bool) (n int, err error) {
	pos, left := p.at.offset, p.at.left
	args := p.args[:0]
	if pos == 0 {
		if left, pos = shortCount(buf, 1); pos == 0 || left > p.plainArgs {
			if left, pos, err = p.argsHeader(buf); pos == 0 {
				return 0, err
			}
		}
	}
	inBulk, bulk := p.at.inBulk, p.at.bulk
	for left > 0 {
		if !inBulk {
			next := 0
			if pos < len(buf) && buf[pos] == '$' {
				bulk, next = shortCount(buf, pos+1)
			}
			if next == 0 || bulk > p.plainBulk {
				p.at = position{offset: pos, searched: p.at.searched, left: left}
				if bulk, next, err = p.bulkHeader(buf, pos); next == 0 {
					return 0, err
				}
			}
			pos = next
		}
		// The two bytes behind an argument are not looked at: Redis does not either.
		if bulk > len(buf)-pos-2 {
			p.at = position{offset: pos, left: left, inBulk: true, bulk: bulk}
			p.need = pos + bulk + 2
			return 0, nil
		}
		if collect {
			args = append(args, buf[pos:pos+bulk:pos+bulk])
		}
		pos += bulk + 2
		left--
		inBulk = false
	}
	p.args = args
	return pos, nil
}

// argsHeader reads "*3\r\n" with all due care. A count below one is a command
// without arguments.
func (p *Parser) argsHeader(buf []byte) (count, next int, err error) {
	number, next, err := p.header(buf, 0, ErrMultibulkHeader)
	if next == 0 {
		return 0, 0, err
	}
	n, ok := parseInteger(number)
	if !ok {
		return 0, 0, ErrMultibulkLength
	}
	if err := p.limits.checkArgs(n); err != nil {
		return 0, 0, err
	}
	return int(max(n, 0)), next, nil
}

// bulkHeader reads "$16\r\n" at pos with all due care.
func (p *Parser) bulkHeader(buf []byte, pos int) (length, next int, err error) {
	number, next, err := p.header(buf, pos, ErrBulkHeader)
	if next == 0 {
		return 0, 0, err
	}
	if buf[pos] != '$' {
		return 0, 0, errExpectedBulk(buf[pos])
	}
	n, ok := parseInteger(number)
	if !ok {
		return 0, 0, ErrBulkLength
	}
	if err := p.limits.checkBulk(n); err != nil {
		return 0, 0, err
	}
	return int(n), next, nil
}

// header finds the end of the header line at pos and returns what follows the
// line's first byte. Like Redis it takes CR and any byte for a line end, and
// judges the first byte only when the line is complete.
func (p *Parser) header(buf []byte, pos int, tooBig ProtocolError) (number []byte, next int, err error) {
	end := p.findInLine(buf, pos, '\r')
	if end < 0 && len(buf)-pos > p.limits.MaxInlineBytes {
		return nil, 0, tooBig
	}
	if end < 0 || end+2 > len(buf) {
		p.need = len(buf) + 1
		return nil, 0, nil
	}
	p.at.searched = 0
	if end == pos {
		return nil, end + 2, nil
	}
	return buf[pos+1 : end], end + 2, nil
}

// findInLine returns where, from pos on and within the longest permitted line,
// the line's last byte is; or -1. What was searched is not searched again.
func (p *Parser) findInLine(buf []byte, pos int, last byte) int {
	limit := min(len(buf), pos+p.limits.MaxInlineBytes+1)
	from := max(pos, p.at.searched)
	if i := bytes.IndexByte(buf[from:limit], last); i >= 0 {
		return from + i
	}
	p.at.searched = limit
	return -1
}
