package command

import "testing"

func TestNamesElements(t *testing.T) {
	for syntax, want := range map[string]bool{
		"key field": true, "key score member [score member ...]": true, "key member1 member2": true,
		"key FIELDS numfields field [field ...]": true,
		"key":                                    false, "key start stop": false, "key element [element ...]": false, "key min:double max:double": false,
	} {
		if got := nameElements(parseSyntax(syntax)); got != want {
			t.Errorf("%s: %v", syntax, got)
		}
	}
}
