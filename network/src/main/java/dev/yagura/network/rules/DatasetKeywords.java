package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code dataset} and {@code datarep}: whether a buffer is one of many values. */
final class DatasetKeywords {
    private static final long MAX_WORTH = 0xFFFF;

    private DatasetKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put("dataset", DatasetKeywords::dataset);
        all.put("datarep", DatasetKeywords::reputation);
    }

    private static void dataset(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        String command = parts.getFirst();
        boolean negated = command.equals("isnotset");
        if (!negated && !command.equals("isset")) {
            throw option.refused(
                    "is %s, expected isset or isnotset: sets that rules fill are not supported"
                            .formatted(RuleOption.quoted(command)));
        }
        Dataset values = load(option, rule, parts, 1, /* worth= */ false);
        rule.add(new BufferCondition.Membership(rule.look(), values, negated));
    }

    private static void reputation(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        if (parts.size() < 3) {
            throw option.refused(
                    "has %d parts, expected a name, <, > or =, and a number"
                            .formatted(parts.size()));
        }
        NumberTest test = NumberTest.parse(option, parts.get(1) + parts.get(2), MAX_WORTH);
        Dataset values = load(option, rule, without(parts, 1, 2), 0, /* worth= */ true);
        rule.add(new BufferCondition.Reputation(rule.look(), values, test));
    }

    private static List<String> without(List<String> parts, int from, int count) {
        List<String> left = new ArrayList<>(parts);
        left.subList(from, from + count).clear();
        return left;
    }

    /**
     * Reads what a set is called, and what is in it.
     *
     * @param name index of the name; all behind it are words with values
     */
    private static Dataset load(
            RuleOption option, RuleBuilder rule, List<String> parts, int name, boolean worth)
            throws RefusedException {
        if (!rule.hasSelected()) {
            throw option.refused("has no buffer before it");
        }
        if (parts.size() <= name || !parts.get(name).matches("[\\w.-]{1,64}")) {
            throw option.refused("has no name of up to 64 letters");
        }
        Map<String, String> words = new HashMap<>();
        for (String part : parts.subList(name + 1, parts.size())) {
            String[] pair = part.split("\\s+", 2);
            if (pair.length < 2 || words.put(pair[0], pair[1].strip()) != null) {
                throw option.refused(
                        "has %s, expected a word and its value, once"
                                .formatted(RuleOption.quoted(part)));
            }
        }
        // How much room Suricata makes for it; here a file's size says so.
        words.remove("memcap");
        words.remove("hashsize");
        String file = words.remove("load");
        String type = words.remove("type");
        if (!words.isEmpty()) {
            throw option.refused(
                    "has %s, which is not supported"
                            .formatted(RuleOption.quoted(words.keySet().iterator().next())));
        }
        if (file == null) {
            throw option.refused("loads nothing: sets from elsewhere are not supported");
        }
        return rule.load(option, file, type(option, type == null ? "string" : type), worth);
    }

    private static Dataset.Type type(RuleOption option, String word) throws RefusedException {
        for (Dataset.Type type : Dataset.Type.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw option.refused(
                "is of type %s, expected string, md5 or sha256".formatted(RuleOption.quoted(word)));
    }
}
