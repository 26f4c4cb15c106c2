package transfer

import (
	"fmt"

	"github.com/holdfast-db/holdfast/internal/rdb"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Libraries implements Source. Servers before 7.0 know no functions.
func (s *Scan) Libraries() (codes [][]byte, err error) {
	known, err := s.peer.do("COMMAND", "INFO", "function")
	if err != nil || len(known.Elems) != 1 || known.Elems[0].Kind == resp.Null {
		return nil, err
	}
	payload, err := s.peer.do("FUNCTION", "DUMP")
	if err != nil {
		return nil, err
	}
	body, err := rdb.Unseal(payload.Str)
	if err != nil {
		return nil, fmt.Errorf("functions: %w", err)
	}
	for r := rdb.NewReader(body, maxArgumentBytes); r.Len() > 0; {
		op, err := r.Byte()
		if err != nil || op != rdb.OpFunction {
			return nil, fmt.Errorf("functions: %w", ErrReply)
		}
		code, err := r.String()
		if err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		codes = append(codes, append([]byte(nil), code...))
	}
	return codes, nil
}

// keepLibrary keeps a library of a file.
func (i *importing) keepLibrary(code []byte) error {
	i.libraries = rdb.AppendString(append(i.libraries, rdb.OpFunction), code)
	return nil
}

// loadLibraries loads what keepLibrary has kept, all or none. The server has the last word on whether they can be loaded,
// so that comes before anything else is changed.
func (i *importing) loadLibraries() error {
	if len(i.libraries) == 0 {
		return nil
	}
	policy := "APPEND"
	if i.o.Replace {
		policy = "REPLACE"
	}
	_, err := i.peer.do("FUNCTION", "RESTORE", string(rdb.AppendOldSeal(i.libraries, 0)), policy)
	return err
}
