package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which of its code the kernel may be rewriting at the moment of the look, by the locks that it
 * holds meanwhile. A lock that this kernel is not known to have counts as held. A lock is a word in
 * the guest's memory, which an intruder can write over: what is right only because of one is
 * therefore told, never passed over.
 *
 * @param text whether any code: a place may begin with a breakpoint
 * @param labels whether jump labels: a place may not yet be what its key says
 * @param calls whether static calls, likewise
 */
record Patching(boolean text, boolean labels, boolean calls) {
    private static final String TEXT = "text_mutex";
    private static final String LABELS = "jump_label_mutex";
    private static final String CALLS = "static_call_mutex";

    /** No code at all. */
    static final Patching NONE = new Patching(false, false, false);

    /** The low bits of a lock's owner are flags. */
    private static final long FLAGS = 7;

    /** Where a lock has its owner: as usual, and in kernels for real time. */
    private static final List<String> OWNERS = List.of("owner", "rtmutex.owner");

    static Patching of(Linux linux) throws IOException {
        return new Patching(isHeld(linux, TEXT), isHeld(linux, LABELS), isHeld(linux, CALLS));
    }

    /** Says which locks are held. */
    @Override
    public String toString() {
        List<String> held = new ArrayList<>();
        if (text) {
            held.add(TEXT);
        }
        if (labels) {
            held.add(LABELS);
        }
        if (calls) {
            held.add(CALLS);
        }
        return "%s held".formatted(String.join(", ", held));
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
