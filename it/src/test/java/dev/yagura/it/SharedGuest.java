package dev.yagura.it;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One guest for all tests that need just some guest and leave it as it was. Whoever uses it holds
 * the resource lock {@value #LOCK}, since one test's pause would be another's stopped guest. Ends
 * with the JVM.
 */
final class SharedGuest {
    /** Name of the resource lock. */
    static final String LOCK = "shared guest";

    /**
     * Order of the classes that hold the lock: before those that can run beside others, or the last
     * of them run alone.
     */
    static final int EARLY = 4;

    /** In the memory of a process and in a file of the guest, and nowhere in this source tree's. */
    static final String MARKER = "nightingale-floor-" + ProcessHandle.current().pid();

    private static @Nullable Guest guest;

    private SharedGuest() {}

    /** Returns the guest, booted when it is asked for the first time. */
    static synchronized Guest get() throws IOException {
        if (guest == null) {
            guest = Guest.boot(Guests.spec("shared", DebianKernel.V6_1_CLOUD).withMarker(MARKER));
        }
        return guest;
    }
}
