package dev.yagura.detect.network;

import dev.yagura.detect.lists.ListFile;
import java.util.List;

/** Lists of the user for tests. */
final class Lists {
    private Lists() {}

    static List<ListFile> of(String text) {
        return List.of(new ListFile("a.txt", text));
    }
}
