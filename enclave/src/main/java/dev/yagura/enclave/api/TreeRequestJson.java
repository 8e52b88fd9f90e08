package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A {@link TreeRequest} as JSON: {@code {"root": "vg/var", "diskOnly": true}}, both optional. */
final class TreeRequestJson {
    private static final String ROOT = "root";
    private static final String DISK_ONLY = "diskOnly";
    private static final Set<String> KNOWN = Set.of(ROOT, DISK_ONLY);

    private TreeRequestJson() {}

    static String write(TreeRequest request) {
        return Json.write(Row.of(ROOT, request.root().orElse(null), DISK_ONLY, request.diskOnly()));
    }

    static TreeRequest read(String text) throws IOException {
        Row row = Json.read(text);
        for (String name : row.fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw wrong(name, "one of " + KNOWN.stream().sorted().toList());
            }
        }
        Object root = row.fields().get(ROOT);
        Object diskOnly = row.fields().get(DISK_ONLY);
        if (root != null && !(root instanceof String)) {
            throw wrong(ROOT, "a text");
        }
        if (diskOnly != null && !(diskOnly instanceof Boolean)) {
            throw wrong(DISK_ONLY, "true or false");
        }
        return new TreeRequest(Optional.ofNullable((String) root), Boolean.TRUE.equals(diskOnly));
    }

    private static WatchException wrong(String field, String expected) {
        return new WatchException(
                Reason.BAD_REQUEST,
                "tree request: %s is something else, expected %s".formatted(field, expected));
    }
}
