package dev.yagura.kernel.linux.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.content.Absence;
import dev.yagura.kernel.linux.content.Content;
import dev.yagura.kernel.linux.content.ContentSink;
import dev.yagura.kernel.linux.content.Contents;
import dev.yagura.kernel.linux.fs.CachedFile;
import dev.yagura.kernel.linux.fs.CachedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads who is logged in, as the guest's login programs wrote it: utmp of glibc for 64-bit x86, out
 * of the page cache. Bytes 0 to 383 of each record; {@code utmp(5)} and {@code bits/utmp.h}.
 */
public final class Users {
    private static final Set<String> PATHS = Set.of("/run/utmp", "/var/run/utmp", "/etc/utmp");

    private static final int RECORD_BYTES = 384;

    /** More logins than a machine has terminals: {@code NR_UNIX98_PTY_MAX}, 2^20, is too much. */
    private static final int MAX_BYTES = 4096 * RECORD_BYTES;

    private static final Field TYPE = new Field("ut_type", 0, 2);
    private static final Field PID = new Field("ut_pid", 4, 4);
    private static final Field LINE = new Field("ut_line", 8, 32);
    private static final Field ID = new Field("ut_id", 40, 4);
    private static final Field USER = new Field("ut_user", 44, 32);
    private static final Field HOST = new Field("ut_host", 76, 256);
    private static final Field SECONDS = new Field("ut_tv.tv_sec", 340, 4);
    private static final Field ADDRESS = new Field("ut_addr_v6", 348, 16);

    private final Linux linux;
    private final Partial.Collector<UserSession> found = Partial.collector();

    private Users(Linux linux) {
        this.linux = linux;
    }

    /**
     * Returns the records of all utmp files in memory; empty records are left out. A guest need not
     * have such a file.
     *
     * @throws IOException if files cannot be listed at all, or the memory source fails
     */
    public static Partial<UserSession> list(Linux linux) throws IOException {
        Users users = new Users(linux);
        Partial<CachedFile> files = CachedFiles.of(linux).list();
        files.missing().forEach(loss -> users.found.missing(loss.what(), loss.why()));
        for (CachedFile file : files.items()) {
            for (String path : file.paths()) {
                if (PATHS.contains(path) && !file.deleted()) {
                    users.read(path, file);
                    break;
                }
            }
        }
        return users.found.done();
    }

    private void read(String path, CachedFile file) throws IOException {
        if (file.size() < 0 || file.size() > MAX_BYTES) {
            found.missing(
                    path, "is %d bytes, expected %d at most".formatted(file.size(), MAX_BYTES));
            return;
        }
        Text text = new Text(path);
        new Contents(linux).extract(file, text);
        byte[] bytes = text.bytes.toByteArray();
        for (int number = 0; (number + 1) * RECORD_BYTES <= bytes.length; number++) {
            int at = number * RECORD_BYTES;
            MemorySegment record = MemorySegment.ofArray(bytes).asSlice(at, RECORD_BYTES);
            int which = number;
            found.add(
                    "%s, record %d".formatted(path, number),
                    () -> session(file, path, which, new Structure("utmp", record)));
        }
        if (bytes.length % RECORD_BYTES != 0) {
            found.missing(
                    path,
                    "ends with %d bytes, expected records of %d"
                            .formatted(bytes.length % RECORD_BYTES, RECORD_BYTES));
        }
    }

    private static UserSession session(CachedFile file, String path, int number, Structure utmp)
            throws MalformedStructureException {
        return new UserSession(
                path,
                number,
                utmp.u16(TYPE),
                (int) utmp.u32(PID),
                text(utmp.copy(LINE)),
                text(utmp.copy(ID)),
                text(utmp.copy(USER)),
                text(utmp.copy(HOST)),
                Instant.ofEpochSecond(utmp.u32(SECONDS)),
                address(utmp.copy(ADDRESS)),
                file.gva());
    }

    private static String text(byte[] padded) {
        int end = 0;
        while (end < padded.length && padded[end] != 0) {
            end++;
        }
        return new String(padded, 0, end, UTF_8);
    }

    /** An IPv4 address has its last twelve bytes 0. */
    private static @Nullable String address(byte[] bytes) {
        boolean v4 = true;
        for (int i = 4; i < bytes.length; i++) {
            v4 &= bytes[i] == 0;
        }
        byte[] address = v4 ? Arrays.copyOf(bytes, 4) : bytes;
        if (Arrays.equals(address, new byte[4])) {
            return null;
        }
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(address.length + " bytes", e);
        }
    }

    /** Takes the file's bytes; what is absent is zeros, which are empty records. */
    private final class Text implements ContentSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final String path;

        Text(String path) {
            this.path = path;
        }

        @Override
        public void begin(Content content) {}

        @Override
        public void bytes(long offset, byte[] more) {
            bytes.writeBytes(more);
        }

        @Override
        public void absent(long offset, long lengthBytes, Absence kind, String why) {
            bytes.writeBytes(new byte[(int) lengthBytes]); // the file is MAX_BYTES at most
            if (kind == Absence.MISSING) {
                found.missing(path, "%d bytes at %d: %s".formatted(lengthBytes, offset, why));
            }
        }
    }
}
