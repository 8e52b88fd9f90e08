package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import java.util.function.Predicate;

/** The processes that every guest of the testkit's has, and that attacks are made on. */
enum Victim {
    /** The shell script that is process 1. */
    INIT(task -> task.pid() == 1),
    /** Of root, as the next; the only one of its program. */
    DAEMON(task -> task.comm().equals("busybox-daemon")),
    SLEEPER(task -> task.comm().equals("sleep") && task.uid() == 0),
    TAIL(task -> task.comm().equals("tail")),
    /** Waits for a pipe. */
    CAT(task -> task.comm().equals("cat")),
    /** Waits for a terminal. */
    HEAD(task -> task.comm().equals("head")),
    LISTENER(task -> task.comm().equals("nc") && task.uid() == 0),
    ODDLY_NAMED(task -> task.comm().equals("we ird)(x")),
    /** At a terminal. */
    SHELL(task -> task.comm().equals("shell")),
    /** Of a user, as the next. */
    ALICE(task -> task.uid() == Victim.ALICES_UID),
    BOB(task -> task.uid() == Victim.BOBS_UID && task.comm().equals("sh")),
    BOBS_CHILD(task -> task.uid() == Victim.BOBS_UID && task.comm().equals("sleep")),
    /** Has an open socket. */
    NOBODY(task -> task.comm().equals("nc") && task.uid() != 0);

    static final int ALICES_UID = 1000;
    static final int BOBS_UID = 1001;

    @SuppressWarnings("ImmutableEnumChecker") // each is a function of the task alone
    private final Predicate<Task> which;

    Victim(Predicate<Task> which) {
        this.which = which;
    }

    /** Returns it as it was before any attack. */
    Task in(GuestCore guest) throws IOException {
        return guest.linux().tasks().processes().stream()
                .filter(which)
                .findFirst()
                .orElseThrow(() -> new IOException("guest: found no process " + this));
    }

    /** Returns the address of a member of its {@code task_struct}. */
    long at(GuestCore guest, String... members) throws IOException {
        return guest.at(in(guest).gva(), "task_struct", members);
    }

    /** Returns the address of its {@code mm_struct}. */
    long memory(GuestCore guest) throws IOException {
        return guest.linux().tasks().at(in(guest).gva()).mmGva();
    }

    /** Returns where the file that a descriptor leads to is noted. */
    long descriptor(GuestCore guest, int number) throws IOException {
        long files = guest.u64(at(guest, "files"));
        long table = guest.pointer(files, "files_struct", "fdt");
        return guest.pointer(table, "fdtable", "fd") + (long) Long.BYTES * number;
    }

    /** Returns how findings begin to speak of it. */
    String subject(GuestCore guest) throws IOException {
        Task process = in(guest);
        return "process %d at 0x%x".formatted(process.pid(), process.gva());
    }

    /** Returns what attacks change that leave the rest of it alone. */
    String part(String part) {
        return "%s of %s".formatted(part, this);
    }
}
