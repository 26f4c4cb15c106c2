package redistest

import "testing"

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]Version{
		"7":       {7, 0, 0},
		"7.2":     {7, 2, 0},
		"7.0.15":  {7, 0, 15},
		"255.0.1": {255, 0, 1},
	} {
		got, err := ParseVersion(text)
		if err != nil || got != want {
			t.Errorf("ParseVersion(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "7.", "7.2.1.0", "seven", "7.-1", "7.0.x"} {
		if got, err := ParseVersion(text); err == nil {
			t.Errorf("ParseVersion(%q) = %v, want an error", text, got)
		}
	}
}

func TestVersionAtLeast(t *testing.T) {
	ascending := []Version{{}, {6, 9, 9}, {7, 0, 0}, {7, 0, 15}, {7, 2, 0}, {7, 10, 0}}
	for i, v := range ascending {
		for j, w := range ascending {
			if got := v.AtLeast(w); got != (i >= j) {
				t.Errorf("%v.AtLeast(%v) = %v", v, w, got)
			}
		}
	}
}
