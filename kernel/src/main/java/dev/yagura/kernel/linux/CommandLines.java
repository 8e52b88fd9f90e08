package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads command lines out of processes' own memory; {@code get_mm_cmdline} in fs/proc/base.c. */
final class CommandLines {
    /** Arguments beyond this are left out, in bytes; a shell's usual ARG_MAX is far above. */
    private static final long MAX_BYTES = 128 << 10;

    /** {@code execve} takes no more, in bytes: three quarters of {@code _STK_LIM}, fs/exec.c. */
    private static final long MAX_ENVIRONMENT_BYTES = 6 << 20;

    private static final int PAGE_BYTES = 4096;

    private final StructViews views;

    CommandLines(StructViews views) {
        this.views = views;
    }

    Optional<List<String>> of(MmStruct mm) throws IOException {
        return bytes(mm).map(CommandLines::split);
    }

    /** Returns the bytes that a reader of {@code cmdline} is given, NULs included. */
    Optional<byte[]> bytes(MmStruct mm) throws IOException {
        long length = mm.argEnd() - mm.argStart();
        if (mm.argStart() == 0 || mm.argEnd() == 0 || length <= 0) {
            return Optional.empty();
        }
        AddressSpace user = user(mm);
        byte[] arguments = user.bytes(mm.argStart(), (int) Math.min(length, MAX_BYTES));
        if (length <= MAX_BYTES && arguments[arguments.length - 1] != 0) {
            // The process has overwritten its arguments with a title, perhaps into the environment.
            return Optional.of(title(user, mm));
        }
        return Optional.of(arguments);
    }

    /** Returns the environment; {@code environ_read} in fs/proc/base.c. */
    Optional<List<String>> environment(MmStruct mm) throws IOException {
        return environmentBytes(mm).map(CommandLines::split);
    }

    /** Returns the bytes that a reader of {@code environ} is given, NULs included. */
    Optional<byte[]> environmentBytes(MmStruct mm) throws IOException {
        long length = mm.envEnd() - mm.envStart();
        if (mm.envStart() == 0 || length == 0) {
            return Optional.empty();
        }
        if (length < 0 || length > MAX_ENVIRONMENT_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    mm.toString(),
                    "env_end",
                    views.offsetOf("mm_struct", "env_end"),
                    "is %d bytes after env_start, expected 0..%d"
                            .formatted(length, MAX_ENVIRONMENT_BYTES));
        }
        return Optional.of(user(mm).bytes(mm.envStart(), (int) length));
    }

    private AddressSpace user(MmStruct mm) throws IOException {
        AddressSpace kernel = views.kernel().memory();
        return kernel.withRoot(kernel.gpaOf(mm.pgd()));
    }

    /** Returns a title with its NUL, if that is in reach; {@code get_mm_proctitle()}. */
    private static byte[] title(AddressSpace user, MmStruct mm) throws IOException {
        boolean overflows = mm.envStart() == mm.argEnd() && mm.envEnd() >= mm.envStart();
        long end = overflows ? mm.envEnd() : mm.argEnd();
        int length = (int) Math.min(end - mm.argStart(), PAGE_BYTES);
        ByteArrayOutputStream title = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            int next = user.u8(mm.argStart() + i);
            title.write(next);
            if (next == 0) {
                break;
            }
        }
        return title.toByteArray();
    }

    private static List<String> split(byte[] arguments) {
        int end = arguments.length;
        if (arguments[end - 1] == 0) {
            end--;
        }
        String text = new String(Arrays.copyOf(arguments, end), StandardCharsets.UTF_8);
        return List.of(text.split("\0", -1));
    }
}
