package glob

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "ask redis-server for the expected answers again")

const goldenFile = "testdata/redis.json"

// answer is what Redis found with KEYS among all the subjects.
type answer struct {
	Pattern string
	Found   []string
}

// subjects are short strings of the bytes that have a meaning in patterns.
func subjects() []string {
	const alphabet = `ab-^]\`
	all := []string{"ab-", "a]b", `\a`, "[*?", "A", "B", "Z_", "^^a"}
	for i := range alphabet {
		all = append(all, alphabet[i:i+1])
		for j := range alphabet {
			all = append(all, string(alphabet[i])+string(alphabet[j]))
		}
	}
	return all
}

func TestMatchAgreesWithRedis(t *testing.T) {
	if *update {
		askRedis(t)
	}
	file, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var answers []answer
	if err := json.Unmarshal(file, &answers); err != nil {
		t.Fatal(err)
	}
	for _, want := range answers {
		for _, s := range subjects() {
			expected := slices.Contains(want.Found, s)
			if got := Match([]byte(want.Pattern), []byte(s)); got != expected {
				t.Errorf("Match(%q, %q) = %v, Redis says %v", want.Pattern, s, got, expected)
			}
		}
	}
}

// askRedis writes the golden file with the help of a redis-server.
func askRedis(t *testing.T) {
	const script = `
		for _, key in ipairs(KEYS) do redis.call('SET', key, '') end
		local answers = {}
		for i, pattern in ipairs(ARGV) do
			local found = redis.call('KEYS', pattern)
			table.sort(found)
			answers[i] = pattern .. '\n' .. table.concat(found, '\n')
		end
		return cjson.encode(answers)`
	dir := t.TempDir()
	scriptFile := filepath.Join(dir, "keys.lua")
	if err := os.WriteFile(scriptFile, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	socket := startRedis(t, dir)
	args := slices.Concat([]string{"-s", socket, "--eval", scriptFile}, subjects(), []string{","}, patterns())
	out, err := exec.Command("redis-cli", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := json.Unmarshal(out, &texts); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	writeGolden(t, texts)
}

func writeGolden(t *testing.T, texts []string) {
	var file bytes.Buffer
	for i, text := range texts {
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		line, err := json.Marshal(answer{Pattern: lines[0], Found: lines[1:]})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&file, "%c%s\n", "[,"[min(i, 1)], line)
	}
	file.WriteString("]\n")
	if err := os.WriteFile(goldenFile, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// patterns are random ones, the same in every run; no lone star, which KEYS
// does not hand to the matcher.
func patterns() []string {
	const alphabet = `aab*?[[]]^-\`
	rng := rand.New(rand.NewPCG(1, 2))
	all := []string{"[a-", "[]-a]", "[^]a", `[\`, `[a\`, "[b-^]", "[^-b]", "[]", "[^]", `\`, `a\`, "**", "?**", "[--]", "[A-^]*"}
	for len(all) < 1500 {
		p := make([]byte, 2+rng.IntN(7))
		for i := range p {
			p[i] = alphabet[rng.IntN(len(alphabet))]
		}
		all = append(all, string(p))
	}
	return all
}

func startRedis(t *testing.T, dir string) (socket string) {
	socket = filepath.Join(dir, "s")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket,
		"--dir", dir, "--save", "", "--appendonly", "no")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if strings.Contains(strings.ToLower(lines.Text()), "ready to accept connections") {
			return socket
		}
	}
	t.Fatal("redis-server did not start")
	return ""
}
