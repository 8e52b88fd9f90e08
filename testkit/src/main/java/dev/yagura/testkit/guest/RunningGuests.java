package dev.yagura.testkit.guest;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The guests that run now, so that none of their files is left when the JVM ends. */
final class RunningGuests {
    private static final Set<Guest> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RunningGuests::closeAll, "guests-end"));
    }

    private RunningGuests() {}

    static void add(Guest guest) {
        RUNNING.add(guest);
    }

    static void remove(Guest guest) {
        RUNNING.remove(guest);
    }

    private static void closeAll() {
        for (Guest guest : RUNNING) {
            try {
                guest.close();
            } catch (IOException e) {
                // Nobody is left to tell; QEMU's keeper deletes what is left over.
            }
        }
    }
}
