package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process may use at most, and {@code limits}; {@code proc_pid_limits()} of fs/proc/base.c.
 *
 * @param values soft and hard limit of each kind, by {@code RLIMIT_*}
 */
record Limits(List<Long> values) {
    private static final long INFINITY = -1;

    private record Kind(String name, String unit) {}

    /** {@code lnames}, in the order of {@code RLIMIT_*}. */
    private static final List<Kind> KINDS =
            List.of(
                    new Kind("Max cpu time", "seconds"),
                    new Kind("Max file size", "bytes"),
                    new Kind("Max data size", "bytes"),
                    new Kind("Max stack size", "bytes"),
                    new Kind("Max core file size", "bytes"),
                    new Kind("Max resident set", "bytes"),
                    new Kind("Max processes", "processes"),
                    new Kind("Max open files", "files"),
                    new Kind("Max locked memory", "bytes"),
                    new Kind("Max address space", "bytes"),
                    new Kind("Max file locks", "locks"),
                    new Kind("Max pending signals", "signals"),
                    new Kind("Max msgqueue size", "bytes"),
                    new Kind("Max nice priority", ""),
                    new Kind("Max realtime priority", ""),
                    new Kind("Max realtime timeout", "us"));

    Limits {
        values = List.copyOf(values);
    }

    static Limits of(StructViews views, long signalGva) throws IOException {
        long first = signalGva + views.offsetOf("signal_struct", "rlim");
        int length = KINDS.size() * 2 * Long.BYTES;
        ByteBuffer numbers =
                ByteBuffer.wrap(views.kernel().memory().bytes(first, length))
                        .order(ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (numbers.hasRemaining()) {
            values.add(numbers.getLong());
        }
        return new Limits(values);
    }

    /** Returns the limit in force, unsigned. */
    long soft(int kind) {
        return values.get(2 * kind);
    }

    private long hard(int kind) {
        return values.get(2 * kind + 1);
    }

    byte[] text() {
        StringBuilder text =
                new StringBuilder(
                        "Limit                     Soft Limit           Hard Limit           "
                                + "Units     \n");
        for (int kind = 0; kind < KINDS.size(); kind++) {
            text.append(
                    "%-25s %-20s %-20s "
                            .formatted(KINDS.get(kind).name(), word(soft(kind)), word(hard(kind))));
            String unit = KINDS.get(kind).unit();
            text.append(unit.isEmpty() ? "\n" : "%-10s\n".formatted(unit));
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String word(long limit) {
        return limit == INFINITY ? "unlimited" : Long.toUnsignedString(limit);
    }
}
