package dev.yagura.detect.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes baselines. */
public final class BaselineWriter {
    static final String COUNT = "count";
    static final String SHA256 = "sha256";

    private final Appendable out;
    private final MessageDigest digest = Sha256.fresh();
    private long chars;

    private BaselineWriter(Appendable out) {
        this.out = out;
    }

    /**
     * Writes a baseline.
     *
     * @param code in the form of {@code RecordedCodeFormat}; none if it was not recorded
     * @param entries in ascending order of their paths, each path once
     * @throws IOException if it would be longer than is read, or cannot be written
     */
    public static void write(
            BaselineHeader header,
            Optional<byte[]> code,
            Collection<BaselineEntry> entries,
            Appendable out)
            throws IOException {
        write(header, code, new TreeMap<>(), entries, out);
    }

    /**
     * Writes a baseline.
     *
     * @param modules what detectors in C kept, by their ids
     * @throws IOException as {@link #write(BaselineHeader, Optional, Collection, Appendable)}
     */
    public static void write(
            BaselineHeader header,
            Optional<byte[]> code,
            SortedMap<String, ModuleValues> modules,
            Collection<BaselineEntry> entries,
            Appendable out)
            throws IOException {
        BaselineWriter writer = new BaselineWriter(out);
        writer.line(header.line());
        for (String line : code.map(CodeLines::of).orElse(List.of())) {
            writer.line(line);
        }
        for (Map.Entry<String, ModuleValues> module : modules.entrySet()) {
            for (String line : module.getValue().lines(module.getKey())) {
                writer.line(line);
            }
        }
        for (BaselineEntry entry : entries) {
            writer.line(entry.line());
        }
        writer.line(end(entries.size(), writer.digest));
    }

    private void line(String line) throws IOException {
        chars += line.length() + 1;
        if (chars > Baseline.MAX_CHARS) {
            throw new IOException(
                    "baseline: has more than %d characters, there is too much for one"
                            .formatted(Baseline.MAX_CHARS));
        }
        digest.update((line + "\n").getBytes(UTF_8));
        out.append(line).append('\n');
    }

    /** Returns the last line: how many files there are, and the digest of all lines before. */
    static String end(int count, MessageDigest digest) {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        fields.put(COUNT, Integer.toString(count));
        fields.put(SHA256, HexFormat.of().formatHex(digest.digest()));
        return FlatJson.write(fields);
    }
}
