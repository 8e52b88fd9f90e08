package dev.yagura.kernel.linux.net;

/**
 * A network namespace.
 *
 * @param gva address of its {@code struct net}
 * @param inode its number, as {@code readlink /proc/PID/ns/net} shows it
 */
public record NetworkNamespace(long gva, long inode) {}
