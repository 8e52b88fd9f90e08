package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import java.util.List;

/** Rights that a process was not given. */
final class RightsAttacks {
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private RightsAttacks() {}

    static List<Attack> all() {
        return List.of(
                shared(Victim.DAEMON, RightsAttacks::ofInit),
                shared(Victim.SHELL, RightsAttacks::ofKernel),
                Attack.on(
                                "linux.credentials.raised",
                                guest -> become(guest, 0),
                                guest -> become(guest, Victim.BOBS_UID))
                        .changing(Victim.ALICE.part("rights")),
                Attack.on(
                                "linux.credentials.raised",
                                RightsAttacks::capability,
                                RightsAttacks::givenCapability)
                        .changing(Victim.BOB.part("rights")));
    }

    /** Gives a victim other credentials. */
    private interface Gift {
        String to(GuestCore guest, Victim victim) throws IOException;
    }

    private static Attack shared(Victim victim, Gift gift) {
        return Attack.on(
                        "linux.credentials.shared",
                        guest -> gift.to(guest, victim),
                        guest -> equalToInits(guest, victim))
                .changing(victim.part("rights"));
    }

    private static long ofInitsOwn(GuestCore guest) throws IOException {
        return guest.u64(Victim.INIT.at(guest, "real_cred"));
    }

    private static String ofInit(GuestCore guest, Victim victim) throws IOException {
        guest.putU64(victim.at(guest, "real_cred"), ofInitsOwn(guest));
        return "(%s) shares its credentials with 1 other processes, first process 1 (init)"
                .formatted(victim.in(guest).comm());
    }

    private static String ofKernel(GuestCore guest, Victim victim) throws IOException {
        guest.putU64(victim.at(guest, "real_cred"), guest.symbol("init_cred"));
        return "(%s) uses the credentials of the kernel itself".formatted(victim.in(guest).comm());
    }

    /** The same rights in a structure of the process's own, as fork makes it. */
    private static String equalToInits(GuestCore guest, Victim victim) throws IOException {
        guest.putU64(victim.at(guest, "real_cred"), guest.copy(ofInitsOwn(guest), "cred"));
        return "credentials that are equal";
    }

    private static long credentials(GuestCore guest, Victim victim) throws IOException {
        return guest.u64(victim.at(guest, "real_cred"));
    }

    private static String become(GuestCore guest, int user) throws IOException {
        Task alice = Victim.ALICE.in(guest);
        guest.putU32(guest.at(credentials(guest, Victim.ALICE), "cred", "euid"), user);
        return "[%d, %d, %d, %d]".formatted(alice.uid(), user, alice.uid(), alice.uid());
    }

    private static String capability(GuestCore guest) throws IOException {
        long rights = credentials(guest, Victim.BOB);
        guest.putU64(guest.at(rights, "cred", "cap_permitted"), CAP_SYS_ADMIN);
        return "%016x more".formatted(CAP_SYS_ADMIN);
    }

    /** A service gets a capability that its programs keep. */
    private static String givenCapability(GuestCore guest) throws IOException {
        capability(guest);
        long rights = credentials(guest, Victim.BOB);
        guest.putU64(guest.at(rights, "cred", "cap_ambient"), CAP_SYS_ADMIN);
        return "a capability that is ambient";
    }
}
