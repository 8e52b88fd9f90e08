package dev.yagura.hypervisor.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bounded reads of a proc filesystem. Files of a process that ends meanwhile throw IOException. */
public final class ProcFs {
    // Linux allows an argument list of a quarter of the stack limit, at most 6 MiB
    // (fs/exec.c, bprm_stack_limits); a libvirt guest's has some 10 KiB.
    private static final int MAX_COMMAND_LINE_BYTES = 1 << 20;
    private static final int MAX_STAT_BYTES = 4096;
    private static final int MAX_TABLE_BYTES = 64 << 20;
    private static final int MAX_ENTRIES = 1 << 22; // PID_MAX_LIMIT of linux/threads.h
    private static final int START_TIME_FIELD = 22; // proc_pid_stat(5), counted from 1

    private final Path root;

    /**
     * Reads the proc filesystem mounted at {@code root}.
     *
     * @param root for example {@code /proc}
     */
    public ProcFs(Path root) {
        this.root = requireNonNull(root, "root");
    }

    /** Returns this host's proc filesystem. */
    public static ProcFs ofHost() {
        return new ProcFs(Path.of("/proc"));
    }

    /** Returns the path of a file of a process, for example {@code /proc/42/maps}. */
    public Path path(long pid, String file) {
        return root.resolve(Long.toString(pid)).resolve(file);
    }

    /** Returns the pids of all processes that can be seen, ascending. */
    public List<Long> pids() throws IOException {
        return numbers(root).stream().map(Long::valueOf).sorted().toList();
    }

    /** Returns a process's arguments; empty for a kernel thread or a zombie. */
    public List<String> commandLine(long pid) throws IOException {
        String text = read(path(pid, "cmdline"), MAX_COMMAND_LINE_BYTES);
        if (text.isEmpty()) {
            return List.of();
        }
        int end = text.endsWith("\0") ? text.length() - 1 : text.length();
        return List.of(text.substring(0, end).split("\0", -1));
    }

    /** Returns when a process started, in clock ticks after boot. */
    public long startTicks(long pid) throws IOException {
        Path path = path(pid, "stat");
        String text = read(path, MAX_STAT_BYTES);
        // The second field is the program's name in parentheses, which may hold anything.
        int nameEnd = text.lastIndexOf(')');
        String[] fields = text.substring(nameEnd + 1).trim().split(" ", -1);
        int index = START_TIME_FIELD - 3;
        if (nameEnd < 0 || fields.length <= index || !fields[index].matches("\\d{1,19}")) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED, path.toString(), "starttime", index, "is missing");
        }
        return Long.parseUnsignedLong(fields[index]);
    }

    /** Returns a process's effective user id. */
    public long userId(long pid) throws IOException {
        return Long.parseLong(statusField(path(pid, "status"), "Uid:")[2]);
    }

    /** Returns the ids of a process's threads. */
    Set<Long> threads(long pid) throws IOException {
        Set<Long> threads = new HashSet<>();
        for (String name : numbers(path(pid, "task"))) {
            threads.add(Long.parseLong(name));
        }
        return threads;
    }

    /** Returns the ids of a process's threads as the process itself knows them. */
    Set<Long> threadsInNamespace(long pid) throws IOException {
        Set<Long> threads = new HashSet<>();
        for (String name : numbers(path(pid, "task"))) {
            String[] ids = statusField(path(pid, "task/" + name + "/status"), "NSpid:");
            threads.add(Long.parseLong(ids[ids.length - 1]));
        }
        return threads;
    }

    /**
     * Returns where a process's symbolic link leads, for example {@code exe} or {@code cwd}.
     *
     * @throws java.nio.file.AccessDeniedException if the process may not be inspected
     */
    public String link(long pid, String name) throws IOException {
        return Files.readSymbolicLink(path(pid, name)).toString();
    }

    /** Returns where a process's file descriptors lead, by number. */
    public Map<Integer, String> descriptors(long pid) throws IOException {
        Map<Integer, String> descriptors = new HashMap<>();
        for (String name : numbers(path(pid, "fd"))) {
            try {
                descriptors.put(Integer.valueOf(name), link(pid, "fd/" + name));
            } catch (NoSuchFileException e) {
                // Closed since it was listed.
            }
        }
        return descriptors;
    }

    /** Returns a text table of a process, at most 64 MiB, for example {@code maps}. */
    public String table(long pid, String name) throws IOException {
        return read(path(pid, name), MAX_TABLE_BYTES);
    }

    /** Returns the words of a line of a {@code status} file, all of them numbers but the first. */
    private static String[] statusField(Path path, String name) throws IOException {
        for (String line : read(path, MAX_TABLE_BYTES).split("\n", -1)) {
            String[] words = line.trim().split("\\s+", -1);
            if (line.startsWith(name) && line.matches("\\w+:(\\s+\\d{1,10}){1,32}\\s*")) {
                return words;
            }
        }
        throw new MalformedStructureException(
                Reason.TRUNCATED, path.toString(), name, 0, "is missing");
    }

    private static List<String> numbers(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9]*")) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.matches("\\d{1,9}") && names.size() < MAX_ENTRIES) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static String read(Path path, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        path.toString(),
                        "length",
                        0,
                        "is more than %d bytes".formatted(maxBytes));
            }
            return new String(bytes, UTF_8);
        }
    }
}
