package dev.yagura.detect.memory.process;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lists of patterns that come with the program. */
final class GlobLists {
    private GlobLists() {}

    /** Returns the patterns of each list of a file beside this class. */
    static Map<String, List<Glob>> read(String file) {
        Map<String, List<Glob>> lists = new LinkedHashMap<>();
        YamlResource.lists(GlobLists.class, file)
                .forEach((name, words) -> lists.put(name, words.stream().map(Glob::of).toList()));
        return lists;
    }
}
