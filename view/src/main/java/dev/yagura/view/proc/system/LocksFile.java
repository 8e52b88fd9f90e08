package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Writes {@code locks}: which files are locked, by whom, and who waits; {@code locks_show()} of
 * fs/locks.c.
 */
final class LocksFile {
    /** {@code FL_*}, include/linux/filelock.h. */
    private static final int POSIX = 1;

    private static final int WHOLE_FILE = 2;
    private static final int DELEGATION = 4;
    private static final int ACCESS = 8;
    private static final int LEASE = 32;
    private static final int DOWNGRADE = 256;
    private static final int UNLOCK = 512;
    private static final int OF_DESCRIPTION = 1024;

    /** {@code F_*}, include/uapi/asm-generic/fcntl.h. */
    private static final int READ = 0;

    private static final int WRITE = 1;
    private static final int NONE = 2;

    /** How deep those who wait for each other are followed, and how many there are in all. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_LOCKS = 1 << 16;

    private final ProcGuest guest;
    private final String core;
    private final Set<Long> met = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    private LocksFile(ProcGuest guest) {
        this.guest = guest;
        // What locks and leases have in common is a structure of its own since 6.9.
        this.core = guest.views().has("file_lock", "c.flc_link") ? "c.flc_" : "fl_";
    }

    @KernelStruct("file_lock")
    interface LockFields extends StructView {
        @KernelField({"fl_flags", "c.flc_flags"})
        int flags();

        @KernelField({"fl_type", "c.flc_type"})
        int type();

        @KernelField({"fl_pid", "c.flc_pid"})
        int process();

        @KernelField({"fl_file->f_inode->i_ino", "c.flc_file->f_inode->i_ino"})
        OptionalLong inode() throws IOException;

        @KernelField({"fl_file->f_inode->i_sb->s_dev", "c.flc_file->f_inode->i_sb->s_dev"})
        OptionalInt device() throws IOException;

        @KernelField("fl_start")
        long start();

        @KernelField("fl_end")
        long end();
    }

    /** Returns the text. */
    static byte[] of(ProcGuest guest) throws IOException {
        LocksFile file = new LocksFile(guest);
        int number = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            long head =
                    guest.cpus().address("file_lock_list", cpu)
                            + guest.views().offsetOf("file_lock_list_struct", "hlist");
            for (LockFields lock :
                    guest.linux()
                            .walks()
                            .hlist(head, LockFields.class, file.core + "link")
                            .complete()) {
                number++;
                file.add(number, 0, lock);
            }
        }
        return file.text.toString().getBytes(US_ASCII);
    }

    private void add(int number, int depth, LockFields lock) throws IOException {
        if (!met.add(lock.gva()) || met.size() > MAX_LOCKS || depth > MAX_DEPTH) {
            throw new IOException(
                    "file_lock: goes round at 0x%x, or there are more than %d"
                            .formatted(lock.gva(), MAX_LOCKS));
        }
        text.append(number).append(": ");
        if (depth > 0) {
            text.append(" ".repeat(depth - 1)).append("-> ");
        }
        text.append(kind(lock)).append(' ').append(type(lock)).append(' ').append(where(lock));
        long waiting = lock.gva() + guest.views().offsetOf("file_lock", core + "blocked_requests");
        for (LockFields each :
                guest.linux()
                        .walks()
                        .list(waiting, LockFields.class, core + "blocked_member")
                        .complete()) {
            add(number, depth + 1, each);
        }
    }

    private static String kind(LockFields lock) throws IOException {
        int flags = lock.flags();
        if ((flags & POSIX) != 0) {
            String kind =
                    (flags & ACCESS) != 0
                            ? "ACCESS"
                            : (flags & OF_DESCRIPTION) != 0 ? "OFDLCK" : "POSIX ";
            return kind + (lock.inode().isPresent() ? " ADVISORY " : " *NOINODE*");
        }
        if ((flags & WHOLE_FILE) != 0) {
            return "FLOCK  ADVISORY ";
        }
        if ((flags & LEASE) != 0) {
            String state =
                    (flags & (UNLOCK | DOWNGRADE)) != 0
                            ? "BREAKING "
                            : lock.inode().isPresent() ? "ACTIVE   " : "BREAKER  ";
            return ((flags & DELEGATION) != 0 ? "DELEG  " : "LEASE  ") + state;
        }
        return "UNKNOWN UNKNOWN ";
    }

    private static String type(LockFields lock) {
        int type = lock.type() & 0xff;
        if ((lock.flags() & LEASE) != 0 && (lock.flags() & UNLOCK) != 0) {
            type = NONE;
        } else if ((lock.flags() & LEASE) != 0 && (lock.flags() & DOWNGRADE) != 0) {
            type = READ;
        }
        return type == WRITE ? "WRITE" : type == READ ? "READ" : "UNLCK";
    }

    private static String where(LockFields lock) throws IOException {
        int process = (lock.flags() & OF_DESCRIPTION) != 0 ? -1 : lock.process();
        OptionalLong inode = lock.inode();
        String file =
                inode.isEmpty()
                        ? "<none>:0"
                        : "%s:%s"
                                .formatted(
                                        DeviceNumber.of(lock.device().orElse(0)).hex(),
                                        Long.toUnsignedString(inode.getAsLong()));
        boolean ranged = (lock.flags() & POSIX) != 0;
        String end = ranged && lock.end() != Long.MAX_VALUE ? Long.toString(lock.end()) : "EOF";
        return "%d %s %d %s\n".formatted(process, file, ranged ? lock.start() : 0, end);
    }
}
