package dev.yagura.network.rules;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The datasets of some files of rules: each file of values is read once. */
final class Datasets {
    private final ListFiles files;
    private final Map<Key, Dataset> read = new HashMap<>();
    private int left = RuleLimits.MAX_LIST_VALUES;

    /** What tells one from another. */
    private record Key(String rules, String file, Dataset.Type type, boolean worth) {}

    Datasets(ListFiles files) {
        this.files = files;
    }

    /**
     * Returns what a rule loads.
     *
     * @param rules the rule's file
     * @param worth whether values have a number
     */
    Dataset load(RuleOption option, String rules, String file, Dataset.Type type, boolean worth)
            throws RefusedException {
        var key = new Key(rules, file, type, worth);
        Dataset known = read.get(key);
        if (known != null) {
            return known;
        }
        requireBeside(option, file);
        try {
            Dataset dataset = Dataset.read(files.text(rules, file), type, worth, left);
            left -= dataset.size();
            read.put(key, dataset);
            return dataset;
        } catch (IOException e) {
            throw option.refused("loads what cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw option.refused("loads %s, %s".formatted(file, e.getMessage()));
        }
    }

    /** A rule must not make us read what its author could not. */
    private static void requireBeside(RuleOption option, String file) throws RefusedException {
        try {
            Path path = Path.of(file);
            if (!path.isAbsolute() && path.normalize().equals(path) && !path.startsWith("..")) {
                return;
            }
        } catch (InvalidPathException e) {
            // Refused below.
        }
        throw option.refused(
                "loads %s, expected a file beside the rules".formatted(RuleOption.quoted(file)));
    }
}
