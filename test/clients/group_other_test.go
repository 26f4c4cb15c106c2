//go:build !unix

package clients

import "os/exec"

// inGroup does nothing where there are no groups.
func inGroup(*exec.Cmd) {}

// killGroup kills a process; those that it has started live on.
func killGroup(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // fails only if it is dead already
}
