package dev.yagura.enclave.api;

import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Action;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FileRequest} as JSON: {@code {"do": "list", "path": "/etc", "recursive": true}}; {@code
 * inode} or {@code orphans} may stand in for {@code path}, and {@code root} may name a filesystem.
 */
final class FileRequestJson {
    private static final String DO = "do";
    private static final String PATH = "path";
    private static final String INODE = "inode";
    private static final String ORPHANS = "orphans";
    private static final String RECURSIVE = "recursive";
    private static final String ROOT = "root";
    private static final String DISK_ONLY = "diskOnly";
    private static final Set<String> KNOWN =
            Set.of(DO, PATH, INODE, ORPHANS, RECURSIVE, ROOT, DISK_ONLY);

    private FileRequestJson() {}

    static String write(FileRequest request) {
        Row place =
                switch (request.place()) {
                    case Place.Path(String text) -> Row.of(PATH, text);
                    case Place.Inode(long number) -> Row.of(INODE, number);
                    case Place.Orphans() -> Row.of(ORPHANS, true);
                };
        return Json.write(
                place.with(
                        Row.of(
                                        DO, word(request.action()),
                                        RECURSIVE, request.recursive(),
                                        ROOT, request.root().orElse(null),
                                        DISK_ONLY, request.diskOnly())
                                .fields()));
    }

    static FileRequest read(String text) throws IOException {
        Row row = Json.read(text);
        for (String name : row.fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw wrong("field", name, "one of " + KNOWN.stream().sorted().toList());
            }
        }
        Object root = row.fields().get(ROOT);
        if (root != null && !(root instanceof String)) {
            throw wrong(ROOT, root, "a text");
        }
        return new FileRequest(
                action(row),
                place(row),
                flag(row, RECURSIVE),
                Optional.ofNullable((String) root),
                flag(row, DISK_ONLY));
    }

    private static Action action(Row row) throws WatchException {
        return Arrays.stream(Action.values())
                .filter(action -> word(action).equals(row.fields().get(DO)))
                .findFirst()
                .orElseThrow(() ->
                        wrong(
                                DO,
                                row.fields().get(DO),
                                "one of "
                                        + Arrays.stream(Action.values())
                                                .map(FileRequestJson::word)
                                                .toList()));
    }

    private static Place place(Row row) throws WatchException {
        if (flag(row, ORPHANS)) {
            return new Place.Orphans();
        }
        Object inode = row.fields().get(INODE);
        if (inode == null) {
            if (row.fields().get(PATH) instanceof String path) {
                return new Place.Path(path);
            }
            throw wrong(PATH, row.fields().get(PATH), "a text");
        }
        boolean whole = inode instanceof Integer || inode instanceof Long;
        if (!whole || ((Number) inode).longValue() < 1) {
            throw wrong(INODE, inode, "a number of at least 1");
        }
        return new Place.Inode(((Number) inode).longValue());
    }

    private static boolean flag(Row row, String name) throws WatchException {
        Object value = row.fields().get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(name, value, "true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static WatchException wrong(String name, @Nullable Object found, String expected) {
        return new WatchException(
                Reason.BAD_REQUEST,
                "file request: %s is %s, expected %s".formatted(name, found, expected));
    }
}
