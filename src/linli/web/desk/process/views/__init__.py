"""The running version of a process, and the next one."""
