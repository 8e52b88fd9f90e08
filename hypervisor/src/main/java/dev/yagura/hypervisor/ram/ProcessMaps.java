package dev.yagura.hypervisor.ram;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process's mappings, ascending. */
final class ProcessMaps {
    private static final Pattern LINE =
            Pattern.compile(
                    "([0-9a-f]{1,16})-([0-9a-f]{1,16}) [r-]([w-])[x-]([ps]) ([0-9a-f]{1,16})"
                            + " [0-9a-f:]{1,17} (\\d{1,19}) *(.*)");
    private static final String NAME = "/proc/PID/maps";

    private final List<Mapping> mappings;
    private final List<Mapping> joined;

    private ProcessMaps(List<Mapping> mappings) {
        this.mappings = mappings;
        this.joined = join(mappings);
    }

    /** Parses the text of the file. */
    static ProcessMaps parse(String text) throws MalformedStructureException {
        List<Mapping> mappings = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isEmpty() || line.endsWith("[vsyscall]")) {
                continue; // the kernel's own page, above all addresses of a process
            }
            Mapping mapping = parseLine(line, number);
            if (mapping.start() >= mapping.end()
                    || (!mappings.isEmpty() && mapping.start() < mappings.getLast().end())) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE, NAME, "line", number, "is empty or out of order");
            }
            mappings.add(mapping);
        }
        return new ProcessMaps(mappings);
    }

    private static Mapping parseLine(String line, int number) throws MalformedStructureException {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC, NAME, "line", number, "is no mapping");
        }
        return new Mapping(
                Long.parseUnsignedLong(match.group(1), 16),
                Long.parseUnsignedLong(match.group(2), 16),
                match.group(4).equals("s"),
                match.group(3).equals("w"),
                Long.parseUnsignedLong(match.group(5), 16),
                Long.parseUnsignedLong(match.group(6)),
                match.group(7));
    }

    // RAM with several policies or properties (NUMA, huge pages) is several mappings.
    private static List<Mapping> join(List<Mapping> mappings) {
        List<Mapping> joined = new ArrayList<>();
        for (Mapping mapping : mappings) {
            boolean continues = !joined.isEmpty() && joined.getLast().isContinuedBy(mapping);
            joined.add(continues ? extended(joined.removeLast(), mapping.end()) : mapping);
        }
        return joined;
    }

    private static Mapping extended(Mapping first, long end) {
        return new Mapping(
                first.start(),
                end,
                first.shared(),
                first.writable(),
                first.offset(),
                first.inode(),
                first.path());
    }

    /** Returns the mapping that {@code hva} lies in, with those that continue it. */
    Optional<Mapping> at(long hva) {
        return joined.stream().filter(m -> m.start() <= hva && hva < m.end()).findFirst();
    }

    /** Returns all writable mappings of exactly {@code lengthBytes}, by themselves or joined. */
    List<Mapping> ofLength(long lengthBytes) {
        return Stream.concat(mappings.stream(), joined.stream())
                .filter(m -> m.writable() && m.end() - m.start() == lengthBytes)
                .distinct()
                .toList();
    }
}
