package dev.yagura.bpf.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What detectors in C are written with: the headers {@code yagura/*.h}, and a first module. */
public final class Dialect {
    private static final String PLACE = "/dev/yagura/bpf/include/yagura/";
    private static final List<String> HEADERS =
            List.of(
                    "kernel.h",
                    "module.h",
                    "types.h",
                    "memory.h",
                    "list.h",
                    "walk.h",
                    "guest.h",
                    "task.h",
                    "file.h",
                    "baseline.h");

    private Dialect() {}

    /** Returns the text of each header by its name within the folder {@code yagura}. */
    public static SequencedMap<String, String> headers() throws IOException {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        for (String header : HEADERS) {
            texts.put(header, text(PLACE + header));
        }
        return texts;
    }

    /** Returns the source of a module that works, for its author to change. */
    public static String template() throws IOException {
        return text("/dev/yagura/bpf/include/template.c");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Dialect.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + ": is not in the module");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
