package dev.yagura.it.attack;

import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import java.util.List;

/** Rights that a process was not given. */
final class RightsAttacks {
    private static final int ALICE = 1000;
    private static final int BOB = 1001;
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private RightsAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.credentials.shared",
                        RightsAttacks::ofInit,
                        RightsAttacks::equalToInits),
                Attack.on(
                        "linux.credentials.shared",
                        RightsAttacks::ofKernel,
                        RightsAttacks::equalToInits),
                Attack.on(
                        "linux.credentials.raised",
                        guest -> become(guest, 0),
                        guest -> become(guest, BOB)),
                Attack.on(
                        "linux.credentials.raised",
                        RightsAttacks::capability,
                        RightsAttacks::givenCapability));
    }

    private static long slot(GuestCore guest) throws IOException {
        return guest.at(guest.task(HiddenAttacks.VICTIM).gva(), "task_struct", "real_cred");
    }

    private static long ofInitsOwn(GuestCore guest) throws IOException {
        return guest.pointer(guest.task("init").gva(), "task_struct", "real_cred");
    }

    private static String ofInit(GuestCore guest) throws IOException {
        guest.putU64(slot(guest), ofInitsOwn(guest));
        return "(%s) shares its credentials with 1 other processes, first process 1 (init)"
                .formatted(HiddenAttacks.VICTIM);
    }

    private static String ofKernel(GuestCore guest) throws IOException {
        guest.putU64(slot(guest), guest.symbol("init_cred"));
        return "(%s) uses the credentials of the kernel itself".formatted(HiddenAttacks.VICTIM);
    }

    /** The same rights in a structure of the process's own, as fork makes it. */
    private static String equalToInits(GuestCore guest) throws IOException {
        long copy = guest.scratch();
        long from = ofInitsOwn(guest);
        for (long at = 0; at < guest.linux().views().sizeOf("cred"); at += Long.BYTES) {
            guest.putU64(copy + at, guest.u64(from + at));
        }
        guest.putU64(slot(guest), copy);
        return "credentials that are equal";
    }

    private static Task alice(GuestCore guest) throws IOException {
        return guest.task(task -> task.uid() == ALICE && task.comm().equals("sleep"));
    }

    private static long credentials(GuestCore guest) throws IOException {
        return guest.pointer(alice(guest).gva(), "task_struct", "real_cred");
    }

    private static String become(GuestCore guest, int user) throws IOException {
        guest.putU32(guest.at(credentials(guest), "cred", "euid"), user);
        return "[%d, %d, %d, %d]".formatted(ALICE, user, ALICE, ALICE);
    }

    private static String capability(GuestCore guest) throws IOException {
        guest.putU64(guest.at(credentials(guest), "cred", "cap_permitted"), CAP_SYS_ADMIN);
        return "%016x more".formatted(CAP_SYS_ADMIN);
    }

    /** A service gets a capability that its programs keep. */
    private static String givenCapability(GuestCore guest) throws IOException {
        capability(guest);
        guest.putU64(guest.at(credentials(guest), "cred", "cap_ambient"), CAP_SYS_ADMIN);
        return "a capability that is ambient";
    }
}
