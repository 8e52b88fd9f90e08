package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
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
        long length = mm.argEnd() - mm.argStart();
        if (mm.argStart() == 0 || mm.argEnd() == 0 || length <= 0) {
            return Optional.empty();
        }
        AddressSpace kernel = views.kernel().memory();
        AddressSpace user = kernel.withRoot(kernel.gpaOf(mm.pgd()));
        byte[] arguments = user.bytes(mm.argStart(), (int) Math.min(length, MAX_BYTES));
        if (length <= MAX_BYTES && arguments[arguments.length - 1] != 0) {
            // The process has overwritten its arguments with a title, perhaps into the environment.
            return Optional.of(List.of(title(user, mm)));
        }
        return Optional.of(split(arguments));
    }

    /** Returns the environment; {@code environ_read} in fs/proc/base.c. */
    Optional<List<String>> environment(MmStruct mm) throws IOException {
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
        AddressSpace kernel = views.kernel().memory();
        AddressSpace user = kernel.withRoot(kernel.gpaOf(mm.pgd()));
        return Optional.of(split(user.bytes(mm.envStart(), (int) length)));
    }

    private static String title(AddressSpace user, MmStruct mm) throws IOException {
        boolean overflows = mm.envStart() == mm.argEnd() && mm.envEnd() >= mm.envStart();
        long end = overflows ? mm.envEnd() : mm.argEnd();
        return user.cString(mm.argStart(), (int) Math.min(end - mm.argStart(), PAGE_BYTES));
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
