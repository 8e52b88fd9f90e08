package dev.yagura.detect.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.files.FileLimits;
import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.kernel.linux.code.recorded.RecordedCode;
import dev.yagura.kernel.linux.code.recorded.RecordedCodeFormat;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** A baseline that was read and found whole. Immutable. */
public final class Baseline {
    /** Longest baseline: some three hundred thousand files. */
    public static final int MAX_CHARS = 64 << 20;

    private final String name;
    private final BaselineHeader header;

    private final Optional<RecordedCode> code;

    /** What detectors in C kept, by their ids. */
    private final Map<String, ModuleValues> modules;

    /** Lines by path: a tree of objects for each would take four times as much. */
    private final SequencedMap<String, String> lines;

    private Baseline(
            String name,
            BaselineHeader header,
            Optional<RecordedCode> code,
            Map<String, ModuleValues> modules,
            SequencedMap<String, String> lines) {
        this.name = name;
        this.header = header;
        this.code = code;
        this.modules = Map.copyOf(modules);
        this.lines = lines;
    }

    /**
     * Reads a baseline.
     *
     * @throws ListException if it is too long, a line is of another form or out of order, or it is
     *     not whole; with the line
     */
    public static Baseline read(ListFile file) throws ListException {
        return new Reading(file).read();
    }

    private static final class Reading {
        private final ListFile file;
        private final MessageDigest digest = Sha256.fresh();
        private final ByteArrayOutputStream code = new ByteArrayOutputStream();
        private final SequencedMap<String, ModuleValues.Collector> modules = new LinkedHashMap<>();
        private final SequencedMap<String, String> lines = new LinkedHashMap<>();
        private @Nullable BaselineHeader header;
        private String lastPath = "";
        private int number;
        private int at;

        Reading(ListFile file) {
            this.file = file;
        }

        Baseline read() throws ListException {
            String text = file.text();
            if (text.length() > MAX_CHARS) {
                throw file.refused(
                        1,
                        "has %d characters, expected at most %d"
                                .formatted(text.length(), MAX_CHARS));
            }
            while (at < text.length()) {
                number++;
                int end = text.indexOf('\n', at);
                if (end < 0) {
                    throw file.refused(number, "line has no end, the file was cut off");
                }
                String line = text.substring(at, end);
                at = end + 1;
                if (line.startsWith("{\"" + BaselineWriter.COUNT + "\"")) {
                    return end(line);
                }
                try {
                    take(line);
                } catch (IllegalArgumentException e) {
                    throw file.refused(number, String.valueOf(e.getMessage()));
                }
                digest.update((line + "\n").getBytes(UTF_8));
            }
            throw file.refused(number + 1, "the last line, with count and digest, is missing");
        }

        private void take(String line) {
            if (header == null) {
                header = BaselineHeader.parse(line);
                return;
            }
            if (lines.isEmpty() && modules.isEmpty() && CodeLines.isOne(line)) {
                CodeLines.append(line, code);
                return;
            }
            if (lines.isEmpty() && ModuleValues.isOne(line)) {
                ModuleValues.read(line, modules);
                return;
            }
            String path = BaselineEntry.parse(line).path();
            if (path.compareTo(lastPath) <= 0) {
                throw new IllegalArgumentException("path is not behind that of the line before");
            }
            if (lines.size() == FileLimits.MAX_FILES) {
                throw new IllegalArgumentException(
                        "has more than %d files".formatted(FileLimits.MAX_FILES));
            }
            lastPath = path;
            lines.put(path, line);
        }

        private Baseline end(String line) throws ListException {
            if (header == null) {
                throw file.refused(number, "line is not the first one of a baseline");
            }
            if (!line.equals(BaselineWriter.end(lines.size(), digest))) {
                throw file.refused(
                        number,
                        "count or digest is not that of the lines before, which were changed");
            }
            if (at < file.text().length()) {
                throw file.refused(number + 1, "line is behind the last one");
            }
            Map<String, ModuleValues> kept = new HashMap<>();
            modules.forEach((id, values) -> kept.put(id, values.done()));
            return new Baseline(file.name(), header, code(), kept, lines);
        }

        private Optional<RecordedCode> code() throws ListException {
            try {
                return code.size() == 0
                        ? Optional.empty()
                        : Optional.of(RecordedCodeFormat.read(code.toByteArray()));
            } catch (MalformedStructureException e) {
                throw file.refused(2, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns whose files these are. */
    public BaselineHeader header() {
        return header;
    }

    /** Returns code and read-only data of the kernel and its modules, if they were recorded. */
    public Optional<RecordedCode> code() {
        return code;
    }

    /** Returns what a detector in C kept, if it was run when this was recorded. */
    public Optional<ModuleValues> module(String id) {
        return Optional.ofNullable(modules.get(id));
    }

    /** Returns whether files were recorded. */
    public boolean hasFiles() {
        return !lines.isEmpty();
    }

    /** Returns the paths, ascending. */
    public SequencedSet<String> paths() {
        return Collections.unmodifiableSequencedMap(lines).sequencedKeySet();
    }

    /** Returns the line of a file. */
    Optional<String> line(String path) {
        return Optional.ofNullable(lines.get(path));
    }

    /** Returns a file as it was. */
    public Optional<BaselineEntry> entry(String path) {
        return line(path).map(BaselineEntry::parse);
    }

    /** Returns what it is called in evidence. */
    public String text() {
        return "baseline %s of %s".formatted(name, header.time());
    }
}
