package main

import (
	"fmt"
	"io"
	"runtime"

	"github.com/holdfast-db/holdfast"
)

func version(stdout io.Writer) error {
	_, err := fmt.Fprintf(stdout, "holdfast %s (%s, %s/%s)\n",
		holdfast.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
