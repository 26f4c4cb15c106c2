package holdfast

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/holdfast-db/holdfast"

// TestImportsPointDown reads the list of packages in ARCHITECTURE.md and proves that imports point down it only.
func TestImportsPointDown(t *testing.T) {
	rank := packageRanks(t)
	seen := make(map[string]bool)
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() != "." && strings.HasPrefix(d.Name(), ".") || isOtherModule(file)) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		pkg := path.Dir(filepath.ToSlash(file))
		if strings.HasPrefix(pkg, "examples") || strings.HasPrefix(pkg, "test") {
			return nil
		}
		seen[pkg] = true
		if _, ok := rank[pkg]; !ok {
			t.Errorf("package %s is not in the list of ARCHITECTURE.md", pkg)
			return nil
		}
		if !strings.HasSuffix(file, "_test.go") {
			checkImports(t, file, pkg, rank)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range rank {
		if !seen[pkg] {
			t.Errorf("ARCHITECTURE.md lists package %s, which does not exist", pkg)
		}
	}
}

// packageRanks is the position of every package in the list: higher in the list is lower in rank.
func packageRanks(t *testing.T) map[string]int {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## Packages\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no section on packages")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	rank := make(map[string]int)
	for line := range strings.Lines(section) {
		if name := strings.Fields(line); strings.HasPrefix(line, "    ") && len(name) > 0 {
			rank[name[0]] = len(rank)
		}
	}
	return rank
}

// isOtherModule reports whether a directory below the root has a go.mod of its own.
func isOtherModule(dir string) bool {
	if dir == "." {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func checkImports(t *testing.T, file, pkg string, rank map[string]int) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		inside, isOurs := strings.CutPrefix(target, modulePath)
		if !isOurs {
			continue
		}
		inside = strings.TrimPrefix(inside, "/")
		if inside == "" {
			inside = "."
		}
		if rank[inside] <= rank[pkg] {
			t.Errorf("%s imports %s, which is not below %s in the list of ARCHITECTURE.md", file, inside, pkg)
		}
	}
}
