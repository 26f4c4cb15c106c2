package instance

import (
	"slices"
	"testing"
)

// TestLimitFiles finds the limits of services, of containers, and of both versions of control groups.
func TestLimitFiles(t *testing.T) {
	for _, tt := range []struct {
		groups string
		want   []string
	}{
		{"0::/\n", []string{"/sys/fs/cgroup/memory.max"}},
		{"0::/system.slice/holdfast.service\n", []string{
			"/sys/fs/cgroup/system.slice/holdfast.service/memory.max", "/sys/fs/cgroup/system.slice/memory.max",
			"/sys/fs/cgroup/memory.max",
		}},
		{"5:cpu,cpuacct:/x\n4:hugetlb,memory:/docker/1:2\n1:name=systemd:/y\n", []string{
			"/sys/fs/cgroup/memory/docker/1:2/memory.limit_in_bytes", "/sys/fs/cgroup/memory/docker/memory.limit_in_bytes",
			"/sys/fs/cgroup/memory/memory.limit_in_bytes",
		}},
		{"0::/../../outside\n", []string{"/sys/fs/cgroup/outside/memory.max", "/sys/fs/cgroup/memory.max"}},
		{"", nil},
		{"nonsense\n\n0:", nil},
	} {
		if got := limitFiles(tt.groups); !slices.Equal(got, tt.want) {
			t.Errorf("limitFiles(%q) = %q, want %q", tt.groups, got, tt.want)
		}
	}
}
