package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

/**
 * A function that a security module has the kernel ask.
 *
 * @param gva address of its {@code security_hook_list}
 * @param hook what it is asked about, such as {@code "file_open"}
 * @param module name of the security module, such as {@code "apparmor"}
 * @param function that is asked
 * @param called what the kernel's static call for it leads to, since 6.12; 0 before
 */
public record SecurityHook(long gva, String hook, String module, long function, long called) {
    /** Checks for nulls. */
    public SecurityHook {
        requireNonNull(hook, "hook");
        requireNonNull(module, "module");
    }
}
