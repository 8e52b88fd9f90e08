package dev.yagura.kernel.linux.process;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The name spaces a process is in.
 *
 * @param numbers kind, such as {@code "net"}, to the inode of {@code /proc/PID/ns/KIND}
 * @param pids its numbers in the pid name spaces it is in, from the first to its own; as {@code
 *     NSpid} in {@code /proc/PID/status}
 */
public record Namespaces(SequencedMap<String, Long> numbers, List<Integer> pids) {
    /** Copies both. */
    public Namespaces {
        numbers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(numbers));
        pids = List.copyOf(pids);
    }
}
