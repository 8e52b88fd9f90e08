package dev.yagura.enclave.disk;

import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What is said at the end of an answer about files: how much it was, and what is missing. */
public final class FileAnswer {
    /** So many gaps are told one by one. */
    private static final int MAX_GAPS = 1_000;

    private final List<SequencedMap<String, Object>> gaps = new ArrayList<>();
    private long gapCount;
    private long rows;

    FileAnswer() {}

    /** Returns what is to be said of a whole tree before anything of it is read. */
    public static Row ofAll(FilesOfLook tree) {
        FileAnswer answer = new FileAnswer();
        answer.coverAll(tree);
        return answer.end(tree);
    }

    void count() {
        rows++;
    }

    void gap(String what, IOException why) {
        String message = why.getMessage();
        gap(what, message == null ? why.toString() : message);
    }

    private void gap(String what, String why) {
        gapCount++;
        if (gaps.size() < MAX_GAPS) {
            gaps.add(fields(what, why));
        }
    }

    /** Takes all that is not in the tree as missing, because the whole tree was asked for. */
    void coverAll(FilesOfLook tree) {
        for (Unmounted unmounted : tree.unmounted()) {
            if (unmounted.isGap()) {
                gap(unmounted.what(), unmounted.why());
            }
        }
    }

    Row end(FilesOfLook tree) {
        if (gapCount > gaps.size()) {
            gaps.add(
                    fields(
                            "%d other parts".formatted(gapCount - gaps.size()),
                            "only the first %d are told".formatted(gaps.size())));
        }
        return Row.of(
                "rows", rows,
                "complete", gapCount == 0,
                "notCovered", List.copyOf(gaps),
                "notMounted",
                        tree.unmounted().stream()
                                .map(gone -> fields(gone.what(), gone.why()))
                                .toList(),
                "notes", tree.notes());
    }

    /** Returns a part that is missing, in the form of all rows' {@code notCovered}. */
    static SequencedMap<String, Object> fields(String what, String why) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", what);
        fields.put("why", why);
        fields.put("text", what + ": " + why);
        return fields;
    }
}
