package script

import "github.com/yuin/gopher-lua/ast"

// rewrite replaces each operator ".." of a chunk by a call, and has the indexes looked at that it writes to.
func rewrite(chunk []ast.Stmt) { rewriter{}.statements(chunk) }

// rewriter walks through a chunk.
type rewriter struct{}

func (r rewriter) statements(list []ast.Stmt) {
	for _, s := range list {
		r.statement(s)
	}
}

func (r rewriter) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		r.all(s.Lhs)
		r.targets(s.Lhs)
		r.all(s.Rhs)
		shield(s.Rhs)
	case *ast.LocalAssignStmt:
		r.all(s.Exprs)
	case *ast.FuncCallStmt:
		r.one(&s.Expr)
	case *ast.DoBlockStmt:
		r.statements(s.Stmts)
	case *ast.WhileStmt:
		r.one(&s.Condition)
		r.statements(s.Stmts)
	case *ast.RepeatStmt:
		r.one(&s.Condition)
		r.statements(s.Stmts)
	case *ast.IfStmt:
		r.one(&s.Condition)
		r.statements(s.Then)
		r.statements(s.Else)
	case *ast.NumberForStmt:
		r.one(&s.Init)
		r.one(&s.Limit)
		r.one(&s.Step)
		r.statements(s.Stmts)
	case *ast.GenericForStmt:
		r.all(s.Exprs)
		r.statements(s.Stmts)
	case *ast.FuncDefStmt:
		r.statements(s.Func.Stmts)
	case *ast.ReturnStmt:
		r.result(s.Exprs)
	}
}

// shield makes operands of calls that give one value to a variable of several. The compiler would load the function
// into the variable's register first, where the variable may be that the arguments come from.
func shield(list []ast.Expr) {
	for i, e := range list {
		call, ok := e.(*ast.FuncCallExpr)
		if !ok || i == len(list)-1 && !call.AdjustRet {
			continue
		}
		yes, and := &ast.TrueExpr{}, &ast.LogicalOpExpr{Operator: "and", Rhs: call}
		for _, node := range []ast.Expr{yes, and} {
			node.SetLine(call.Line())
			node.SetLastLine(call.LastLine())
		}
		and.Lhs = yes
		list[i] = and
	}
}

// result rewrites what is returned. A call alone would take the place of the function that it stands in, which has the
// line that errors name.
func (r rewriter) result(list []ast.Expr) {
	isConcat := false
	if len(list) == 1 {
		_, isConcat = list[0].(*ast.StringConcatOpExpr)
	}
	r.all(list)
	if isConcat {
		list[0].(*ast.FuncCallExpr).AdjustRet = true
	}
}

func (r rewriter) all(list []ast.Expr) {
	for i := range list {
		r.one(&list[i])
	}
}

// one walks through an expression, and puts another in its place if it is the operator.
func (r rewriter) one(e *ast.Expr) {
	switch x := (*e).(type) {
	case *ast.StringConcatOpExpr:
		*e = r.concat(x)
	case *ast.AttrGetExpr:
		r.one(&x.Object)
		r.one(&x.Key)
	case *ast.TableExpr:
		for _, f := range x.Fields {
			r.one(&f.Key)
			f.Key = r.index(f.Key)
			r.one(&f.Value)
		}
	case *ast.FuncCallExpr:
		r.one(&x.Func)
		r.one(&x.Receiver)
		r.all(x.Args)
	case *ast.LogicalOpExpr:
		r.one(&x.Lhs)
		r.one(&x.Rhs)
	case *ast.RelationalOpExpr:
		r.one(&x.Lhs)
		r.one(&x.Rhs)
	case *ast.ArithmeticOpExpr:
		r.one(&x.Lhs)
		r.one(&x.Rhs)
	case *ast.UnaryMinusOpExpr:
		r.one(&x.Expr)
	case *ast.UnaryNotOpExpr:
		r.one(&x.Expr)
	case *ast.UnaryLenOpExpr:
		r.one(&x.Expr)
	case *ast.FunctionExpr:
		r.statements(x.Stmts)
	}
}

// concat is the call of a whole chain of the operator, each operand of which counts for one value.
func (r rewriter) concat(x *ast.StringConcatOpExpr) ast.Expr {
	f := &ast.IdentExpr{Value: concatName}
	call := &ast.FuncCallExpr{Func: f}
	f.SetLine(x.Line())
	call.SetLine(x.Line())
	call.SetLastLine(x.LastLine())
	for {
		r.one(&x.Lhs)
		call.Args = append(call.Args, x.Lhs)
		next, ok := x.Rhs.(*ast.StringConcatOpExpr)
		if !ok {
			break
		}
		x = next
	}
	r.one(&x.Rhs)
	switch last := x.Rhs.(type) { // others would give all their values
	case *ast.FuncCallExpr:
		last.AdjustRet = true
	case *ast.Comma3Expr:
		last.AdjustRet = true
	}
	call.Args = append(call.Args, x.Rhs)
	return call
}
