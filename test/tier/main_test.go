// Package tier gives the real server several times the data that its memory has room for.
package tier

import (
	"os"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

func TestMain(m *testing.M) { os.Exit(process.Main(m)) }
