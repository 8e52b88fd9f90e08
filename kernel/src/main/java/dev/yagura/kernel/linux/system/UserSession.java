package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of utmp, which says who is logged in; {@code utmp(5)}.
 *
 * @param path file that has it
 * @param number which record, from 0
 * @param type {@code ut_type}
 * @param pid process that logged in
 * @param line its terminal: {@code "pts/0"}
 * @param id what init calls the line
 * @param user who
 * @param host from where; the kernel's release in records of a boot
 * @param time since when
 * @param address where that host is, null if the record has none
 * @param inodeGva address of the file's {@code struct inode}
 */
public record UserSession(
        String path,
        int number,
        int type,
        int pid,
        String line,
        String id,
        String user,
        String host,
        Instant time,
        @Nullable String address,
        long inodeGva) {
    /** Somebody is logged in; {@code USER_PROCESS}. */
    public static final int USER = 7;

    /** Requires the objects. */
    public UserSession {
        requireNonNull(path, "path");
        requireNonNull(line, "line");
        requireNonNull(id, "id");
        requireNonNull(user, "user");
        requireNonNull(host, "host");
        requireNonNull(time, "time");
    }

    /** Returns the type as the manual has it. */
    public String typeName() {
        return switch (type) {
            case 1 -> "runlevel";
            case 2 -> "boot";
            case 3 -> "new-time";
            case 4 -> "old-time";
            case 5 -> "init";
            case 6 -> "login";
            case USER -> "user";
            case 8 -> "dead";
            case 9 -> "accounting";
            default -> "type-" + type;
        };
    }
}
