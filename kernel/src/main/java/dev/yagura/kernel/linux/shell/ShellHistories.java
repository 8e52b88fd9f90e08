package dev.yagura.kernel.linux.shell;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import dev.yagura.kernel.linux.shell.HeldPages.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the commands that bash keeps in its memory, whether or not it will write them to a file.
 *
 * <p>Each entry of the history, {@code HIST_ENTRY}, has pointers to the command, to its time as a
 * mark and seconds in decimal, and to further data. So texts of the second form are looked for
 * first, then pointers to them, whose neighbour leads to the command. The mark is {@code #} in a
 * shell with a prompt, NUL in one without, and what {@code histchars} says where that is set: any
 * byte is taken. Commands that were deleted from the history show for as long as nobody has used
 * their memory again.
 */
public final class ShellHistories {
    private static final String SHELL = "bash";

    /** A command is cut here. */
    private static final int MAX_COMMAND_BYTES = 4096;

    private static final int MAX_STAMPS = 1 << 17;
    private static final int MAX_ENTRIES = 1 << 16;

    /** Seconds since 1970 have so many digits from 2001 to 2286. */
    private static final int DIGITS = 10;

    private final Linux linux;
    private final Mappings mappings;

    private ShellHistories(Linux linux) throws IOException {
        this.linux = linux;
        this.mappings = Mappings.of(linux);
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's mappings cannot be read
     */
    public static ShellHistories of(Linux linux) throws IOException {
        return new ShellHistories(linux);
    }

    /**
     * Returns whether a process is bash, by its name or that of its program.
     *
     * @throws IOException if guest memory cannot be read
     */
    public boolean isShell(Task process) throws IOException {
        return !process.kernelThread()
                && (process.comm().equals(SHELL)
                        || linux.tasks()
                                .executable(process)
                                .filter(path ->
                                        path.replaceFirst(" \\(deleted\\)$", "")
                                                .endsWith("/" + SHELL))
                                .isPresent());
    }

    /**
     * Returns the commands in a shell's memory, by time; none of one that has ended.
     *
     * @throws IOException if this kernel has no such mappings, or the memory source fails
     */
    public Partial<ShellCommand> of(Task shell) throws IOException {
        Partial.Collector<ShellCommand> found = Partial.collector();
        String what = "history of process %d".formatted(shell.pid());
        found.part(
                what,
                () -> {
                    Optional<UserMemory> memory = UserMemory.of(linux, shell);
                    if (memory.isPresent()) {
                        new Search(found, what, shell, memory.get()).run();
                    }
                });
        Partial<ShellCommand> all = found.done();
        return new Partial<>(
                all.items().stream()
                        .sorted(
                                Comparator.comparing(ShellCommand::time)
                                        .thenComparing(ShellCommand::slotGva, Long::compareUnsigned)
                                        .thenComparing(ShellCommand::gva, Long::compareUnsigned))
                        .toList(),
                all.missing());
    }

    /** An entry of the history. */
    private record Entry(long gva, long line, Instant time) {}

    /** The search of one shell. */
    private final class Search {
        private final Partial.Collector<ShellCommand> found;
        private final String what;
        private final Task shell;
        private final UserMemory memory;
        private final HeldPages held;
        private final Map<Long, Instant> stamps = new HashMap<>();
        private final Map<Long, Long> slots = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();

        Search(Partial.Collector<ShellCommand> found, String what, Task shell, UserMemory memory) {
            this.found = found;
            this.what = what;
            this.shell = shell;
            this.memory = memory;
            this.held = new HeldPages(memory.memory());
        }

        void run() throws IOException {
            Partial<Mapping> all = mappings.of(shell);
            all.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (Mapping mapping : all.items()) {
                boolean stack = mapping.name().filter("[stack]"::equals).isPresent();
                if (mapping.isWritable() && mapping.isAnonymous() && !stack) {
                    held.add(mapping);
                }
            }
            if (held.isCut()) {
                found.missing(
                        what,
                        "has more than %d bytes of memory, or page tables for more"
                                .formatted(HeldPages.MAX_BYTES));
            }
            held.pieces().forEach(this::collectStamps);
            held.pieces().forEach(this::collectEntries);
            held.pieces().forEach(this::collectSlots);
            for (Entry entry : entries) {
                found.add(
                        "command at 0x%x of process %d".formatted(entry.line, shell.pid()),
                        () -> command(entry));
            }
            if (stamps.size() == MAX_STAMPS || entries.size() == MAX_ENTRIES) {
                found.missing(what, "has more entries than are believed");
            }
        }

        private void collectStamps(Piece piece) {
            ByteBuffer bytes = piece.bytes();
            for (int at = 0; at + DIGITS + 2 <= bytes.limit(); at += Long.BYTES) {
                if (stamps.size() < MAX_STAMPS) {
                    long seconds = seconds(bytes, at + 1);
                    if (seconds >= 0) {
                        stamps.put(piece.gva() + at, Instant.ofEpochSecond(seconds));
                    }
                }
            }
        }

        private static long seconds(ByteBuffer bytes, int from) {
            long seconds = 0;
            for (int i = from; i < from + DIGITS; i++) {
                int digit = bytes.get(i) - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                seconds = seconds * 10 + digit;
            }
            return bytes.get(from + DIGITS) == 0 ? seconds : -1;
        }

        private void collectEntries(Piece piece) {
            ByteBuffer bytes = piece.bytes();
            for (int at = Long.BYTES; at < bytes.limit(); at += Long.BYTES) {
                Instant time = stamps.get(bytes.getLong(at));
                long line = bytes.getLong(at - Long.BYTES);
                // What an entry was before its memory was used again leads nowhere.
                if (time != null && held.maps(line) && entries.size() < MAX_ENTRIES) {
                    long gva = piece.gva() + at - Long.BYTES;
                    entries.add(new Entry(gva, line, time));
                    slots.put(gva, 0L);
                }
            }
        }

        private void collectSlots(Piece piece) {
            ByteBuffer bytes = piece.bytes();
            for (int at = 0; at < bytes.limit(); at += Long.BYTES) {
                long slot = piece.gva() + at;
                slots.computeIfPresent(bytes.getLong(at), (_, _) -> slot);
            }
        }

        private ShellCommand command(Entry entry) throws IOException {
            String line = memory.memory().cString(entry.line, MAX_COMMAND_BYTES);
            long slot = slots.getOrDefault(entry.gva, 0L);
            return new ShellCommand(shell, entry.time, line, entry.gva, slot);
        }
    }
}
