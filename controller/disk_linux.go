package main

import (
	"fmt"
	"syscall"
)

// freeSpace is how many bytes may still be written below a folder.
func freeSpace(folder string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, fmt.Errorf("the room below %s: %w", folder, err)
	}
	return s.Bavail * uint64(s.Bsize), nil
}
