package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.linux.content.ContentRequest;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An {@link ExtractRequest} as JSON: {@code {"of": "cached-file", "path": "/etc/passwd"}}. */
final class ExtractRequestJson {
    private static final String OF = "of";
    private static final String PATH = "path";
    private static final String PID = "pid";
    private static final String ADDRESS = "address";
    private static final String MAP = "map";
    private static final String NAME = "name";
    private static final String LIVE = "live";
    private static final Set<String> KNOWN = Set.of(OF, PATH, PID, ADDRESS, MAP, NAME, LIVE);

    private ExtractRequestJson() {}

    static String write(ExtractRequest request) {
        Row content =
                switch (request.content()) {
                    case ContentRequest.CachedFile(String path) ->
                            Row.of(OF, "cached-file", PATH, path);
                    case ContentRequest.MappingAt(int pid, long address) ->
                            Row.of(
                                    OF,
                                    "memory",
                                    PID,
                                    pid,
                                    ADDRESS,
                                    "0x" + Long.toHexString(address));
                    case ContentRequest.MappingsNamed(int pid, String name) ->
                            Row.of(OF, "memory", PID, pid, MAP, name);
                    case ContentRequest.Module(String name) -> Row.of(OF, "module", NAME, name);
                    case ContentRequest.Screen(String name) ->
                            Row.of(OF, "framebuffer", NAME, name);
                    case ContentRequest.Code() -> Row.of(OF, "code");
                    case ContentRequest.Types() -> Row.of(OF, "types");
                };
        return Json.write(content.with(Row.of(LIVE, request.live()).fields()));
    }

    static ExtractRequest read(String text) throws IOException {
        Row row = Json.read(text);
        for (String name : row.fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw wrong("field", name, "one of " + KNOWN.stream().sorted().toList());
            }
        }
        Object live = row.fields().get(LIVE);
        if (live != null && !(live instanceof Boolean)) {
            throw wrong(LIVE, live, "true or false");
        }
        return new ExtractRequest(content(row), Boolean.TRUE.equals(live));
    }

    private static ContentRequest content(Row row) throws WatchException {
        return switch (text(row, OF)) {
            case "cached-file" -> new ContentRequest.CachedFile(text(row, PATH));
            case "module" -> new ContentRequest.Module(text(row, NAME));
            case "framebuffer" -> new ContentRequest.Screen(text(row, NAME));
            case "code" -> new ContentRequest.Code();
            case "types" -> new ContentRequest.Types();
            case "memory" ->
                    row.fields().containsKey(MAP)
                            ? new ContentRequest.MappingsNamed(pid(row), text(row, MAP))
                            : new ContentRequest.MappingAt(pid(row), address(row));
            default ->
                    throw wrong(
                            OF,
                            row.fields().get(OF),
                            "cached-file, code, framebuffer, memory, module or types");
        };
    }

    private static int pid(Row row) throws WatchException {
        if (row.fields().get(PID) instanceof Integer pid && pid >= 0) {
            return pid;
        }
        throw wrong(PID, row.fields().get(PID), "a process id");
    }

    private static long address(Row row) throws WatchException {
        String text = text(row, ADDRESS);
        if (!text.matches("0x[0-9a-f]{1,16}")) {
            throw wrong(ADDRESS, text, "0x and up to 16 digits");
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    private static String text(Row row, String name) throws WatchException {
        if (row.fields().get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, row.fields().get(name), "a text");
    }

    private static WatchException wrong(String name, @Nullable Object found, String expected) {
        return new WatchException(
                Reason.BAD_REQUEST,
                "extract request: %s is %s, expected %s".formatted(name, found, expected));
    }
}
