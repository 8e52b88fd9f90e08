package dev.yagura.testkit.guest;

/**
 * A loaded module as a line of the guest's own {@code /proc/modules} shows it.
 *
 * @param name for example {@code "virtio_net"}
 * @param size in bytes
 * @param refcount how many use it
 * @param baseGva where its code starts, a guest-virtual address
 */
public record GuestModule(String name, long size, int refcount, long baseGva) {}
