package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which of its code the kernel may be rewriting at the moment of the look, by the locks that it
 * holds meanwhile. A lock that cannot be read counts as held: who writes over it to be believed
 * less gains that a place may hold either of the two things that the kernel puts there, and no
 * third.
 *
 * @param text whether any code: a place may begin with a breakpoint
 * @param labels whether jump labels: a place may not yet be what its key says
 * @param calls whether static calls, likewise
 */
record Patching(boolean text, boolean labels, boolean calls) {
    /** The low bits of a lock's owner are flags. */
    private static final long FLAGS = 7;

    /** Where a lock has its owner: as usual, and in kernels for real time. */
    private static final List<String> OWNERS = List.of("owner", "rtmutex.owner");

    static Patching of(Linux linux) throws IOException {
        return new Patching(
                isHeld(linux, "text_mutex"),
                isHeld(linux, "jump_label_mutex"),
                isHeld(linux, "static_call_mutex"));
    }

    private static boolean isHeld(Linux linux, String name) throws IOException {
        OptionalLong lock = linux.kernel().symbols().address(name);
        for (String owner : OWNERS) {
            if (lock.isPresent() && linux.views().has("mutex", owner)) {
                long gva = lock.getAsLong() + linux.views().offsetOf("mutex", owner);
                return (linux.kernel().memory().u64(gva) & ~FLAGS) != 0;
            }
        }
        return true;
    }
}
