package clients

import (
	"os"
	"testing"

	"github.com/holdfast-db/holdfast/test/process"
)

func TestMain(m *testing.M) { os.Exit(process.Main(m)) }
