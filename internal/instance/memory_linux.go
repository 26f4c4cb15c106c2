package instance

import (
	"bytes"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// availableBytes is the memory of the container, or else of the machine; 0 if that cannot be found out.
func availableBytes() int64 {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return 0
	}
	available := int64(uint64(info.Totalram) * uint64(info.Unit))
	groups, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return available
	}
	for _, file := range limitFiles(string(groups)) {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
			available = min(available, n)
		}
	}
	return available
}

// limitFiles are where the limits of a process may stand, which is in the control groups that /proc/self/cgroup names, under
// version 1 or 2, and in those above them. In a container that does not hide what is above, only the topmost can be seen.
func limitFiles(groups string) (files []string) {
	for line := range strings.Lines(groups) {
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, found := strings.Cut(rest, ":")
		mount, file := "/sys/fs/cgroup", "memory.max"
		if !found || controllers != "" && !slices.Contains(strings.Split(controllers, ","), "memory") {
			continue
		}
		if controllers != "" {
			mount, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		for group = path.Clean("/" + group); ; group = path.Dir(group) {
			files = append(files, path.Join(mount, group, file))
			if group == "/" {
				break
			}
		}
	}
	return files
}

// programBytes is how much of the program's file is in memory: the third field of statm, which counts pages.
func programBytes() int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(statm)
	if len(fields) < 3 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[2]), 10, 64)
	return pages * int64(os.Getpagesize())
}
