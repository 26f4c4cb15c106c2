package script

import (
	"strconv"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// The machine fills a table up to the index that is written to, so that one assignment may take a gigabyte. So the
// compiler has a function look at indexes first, which takes some 0.1 microseconds. No script can name it, and the linker
// puts it in. A lower limit for indexes within the machine would have cost nothing, but beyond it "#" is wrong.
const indexName = "\x00index"

const (
	// nearIndex may be written to without asking.
	nearIndex = 1 << 20
	// slotBytes is what an element takes in a table.
	slotBytes = 16
)

// checkIndex gives back what it gets, which is to be an index.
func checkIndex(l *lua.LState) int {
	mayReach(l, l.Get(1))
	l.SetTop(1)
	return 1
}

// mayReach is asked before something is written to an index of a table; it ends a script that takes too much.
func mayReach(l *lua.LState, index lua.LValue) {
	n, ok := index.(lua.LNumber)
	if !ok || n < nearIndex || n >= lua.LNumber(lua.MaxArrayIndex) || n != lua.LNumber(int(n)) {
		return
	}
	if err := hookOf(l).room(int(n) * slotBytes); err != nil {
		l.RaiseError("%s", err.Error())
	}
	work(l, int(n))
}

// targets has the indexes looked at of the fields that are assigned to.
func (r rewriter) targets(list []ast.Expr) {
	for _, e := range list {
		if field, ok := e.(*ast.AttrGetExpr); ok {
			field.Key = r.index(field.Key)
		}
	}
}

// index is an expression that has an index looked at, unless that cannot be far.
func (r rewriter) index(key ast.Expr) ast.Expr {
	switch k := key.(type) {
	case nil, *ast.StringExpr:
		return key
	case *ast.NumberExpr:
		if n, err := strconv.ParseFloat(k.Value, 64); err == nil && n < nearIndex {
			return key
		}
	}
	f := &ast.IdentExpr{Value: indexName}
	call := &ast.FuncCallExpr{Func: f, Args: []ast.Expr{key}, AdjustRet: true}
	f.SetLine(key.Line())
	call.SetLine(key.Line())
	call.SetLastLine(key.LastLine())
	return call
}
