package holdfasttest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/holdfast-db/holdfast/holdfasttest"
)

// A test gives the address to the code under test, with whatever client that uses, and looks at the data itself.
func ExampleStart() {
	test := func(t *testing.T) {
		server := holdfasttest.Start(t)
		// app := newApplication(redis.NewClient(&redis.Options{Addr: server.Addr()}))
		reply, err := server.DB().Do(context.Background(), "INCR", "visits")
		fmt.Println(reply, err)
	}
	testing.RunTests(func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestVisits", F: test}})
	// Output: (integer) 1 <nil>
}
