// Package kill kills the real server under load, again and again, and proves that nothing acknowledged is lost.
//
// Every writer has keys of its own and knows what they held after each of its commands. After a crash the keys of a
// writer must hold exactly what they held after one of them: not before the last that was acknowledged, and not after
// the last that was sent.
package kill

import (
	"flag"
	"os"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

var rounds = flag.Int("rounds", 10, "how often TestKill kills the server")

func TestMain(m *testing.M) { os.Exit(process.Main(m)) }
