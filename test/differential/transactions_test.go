package differential

// transactionFamily is what makes transactions of the other families' commands.
func transactionFamily() family {
	return family{
		name: "transactions", weight: 3,
		next: func(s *source) []step { return transactionSteps[s.IntN(len(transactionSteps))](s) },
	}
}

var transactionSteps = []func(s *source) []step{
	func(s *source) []step { return one(do("MULTI")) },
	func(s *source) []step { return one(do("EXEC")) },
	func(s *source) []step { return one(do("EXEC")) },
	func(s *source) []step { return one(do("DISCARD")) },
	func(s *source) []step { return one(do(append([]string{"WATCH"}, s.keys(2)...)...)) },
	func(s *source) []step { return one(do("UNWATCH")) },
}
