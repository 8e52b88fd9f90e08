package dev.yagura.network.rules;

import dev.yagura.network.rules.Condition.Track;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is asked of flows and noted for them, and how often a rule is reported. */
final class FlowKeywords {
    private static final int MAX_SECONDS = 365 * 24 * 3600;
    private static final long MAX_STREAM = 0xFFFF_FFFFL;

    /** When a bit of a host is cleared, where the rule does not say. */
    private static final long DEFAULT_EXPIRE_SECONDS = 30;

    private FlowKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put("flow", (option, rule) -> rule.flow(option, FlowParser.parse(option)));
        all.put("flowbits", FlowKeywords::flowBits);
        all.put("xbits", FlowKeywords::hostBits);
        all.put("stream_size", FlowKeywords::streamSize);
        all.put("threshold", FlowKeywords::threshold);
        all.put("detection_filter", FlowKeywords::threshold);
        all.put(
                "noalert",
                (option, rule) -> {
                    option.requireNone();
                    rule.doNotReport();
                });
    }

    private static void flowBits(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        if (parts.equals(List.of("noalert"))) {
            rule.doNotReport();
            return;
        }
        if (parts.size() != 2 || parts.get(1).isEmpty()) {
            throw option.refused("has %d parts, expected 2".formatted(parts.size()));
        }
        String names = parts.get(1);
        boolean several = names.contains("|");
        switch (parts.getFirst()) {
            case "isset", "isnotset" -> {
                List<String> asked =
                        Arrays.stream(names.split("\\|", -1)).map(String::strip).toList();
                rule.add(new Condition.FlowBit(asked, parts.getFirst().equals("isset")));
            }
            case "set", "unset", "toggle" -> {
                if (several) {
                    throw option.refused("changes one of several, which cannot be");
                }
                rule.add(new Effect.FlowBit(change(parts.getFirst()), names));
            }
            default ->
                    throw option.refused(
                            "is %s, expected set, unset, toggle, isset, isnotset or noalert"
                                    .formatted(RuleOption.quoted(parts.getFirst())));
        }
    }

    private static Effect.Change change(String word) {
        return switch (word) {
            case "set" -> Effect.Change.SET;
            case "unset" -> Effect.Change.UNSET;
            default -> Effect.Change.TOGGLE;
        };
    }

    private static void hostBits(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        if (parts.size() < 3) {
            throw option.refused("has %d parts, expected 3 or 4".formatted(parts.size()));
        }
        Map<String, String> pairs = pairs(option, parts.subList(2, parts.size()));
        Track track =
                switch (pairs.getOrDefault("track", "")) {
                    case "ip_src" -> Track.SOURCE;
                    case "ip_dst" -> Track.DESTINATION;
                    case "ip_pair" -> Track.PAIR;
                    default -> throw option.refused("lacks track ip_src, ip_dst or ip_pair");
                };
        String name = parts.get(1);
        long expire =
                pairs.containsKey("expire")
                        ? option.number(pairs.getOrDefault("expire", ""), 1, MAX_SECONDS)
                        : DEFAULT_EXPIRE_SECONDS;
        switch (parts.getFirst()) {
            case "isset" -> rule.add(new Condition.HostBit(name, track, true));
            case "isnotset" -> rule.add(new Condition.HostBit(name, track, false));
            case "set", "unset", "toggle" ->
                    rule.add(new Effect.HostBit(change(parts.getFirst()), name, track, expire));
            default ->
                    throw option.refused(
                            "is %s, expected set, unset, toggle, isset or isnotset"
                                    .formatted(RuleOption.quoted(parts.getFirst())));
        }
    }

    private static void streamSize(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        if (parts.size() != 3) {
            throw option.refused(
                    "has %d parts, expected side,relation,number".formatted(parts.size()));
        }
        Condition.StreamSize.Side side =
                switch (parts.getFirst()) {
                    case "client" -> Condition.StreamSize.Side.CLIENT;
                    case "server" -> Condition.StreamSize.Side.SERVER;
                    case "both" -> Condition.StreamSize.Side.BOTH;
                    case "either" -> Condition.StreamSize.Side.EITHER;
                    default ->
                            throw option.refused(
                                    "is of %s, expected client, server, both or either"
                                            .formatted(RuleOption.quoted(parts.getFirst())));
                };
        String relation = parts.get(1).equals("!=") ? "!" : parts.get(1);
        rule.add(
                new Condition.StreamSize(
                        side, NumberTest.parse(option, relation + parts.get(2), MAX_STREAM)));
    }

    private static void threshold(RuleOption option, RuleBuilder rule) throws RefusedException {
        boolean filter = option.keyword().equals("detection_filter");
        Map<String, String> pairs = pairs(option, option.parts());
        Threshold.Kind kind =
                filter
                        ? Threshold.Kind.FILTER
                        : switch (pairs.getOrDefault("type", "")) {
                            case "limit" -> Threshold.Kind.LIMIT;
                            case "threshold" -> Threshold.Kind.THRESHOLD;
                            case "both" -> Threshold.Kind.BOTH;
                            default -> throw option.refused("lacks type limit, threshold or both");
                        };
        Track track =
                switch (pairs.getOrDefault("track", "")) {
                    case "by_src" -> Track.SOURCE;
                    case "by_dst" -> Track.DESTINATION;
                    case "by_both" -> Track.PAIR;
                    case "by_rule" -> Track.RULE;
                    case "by_flow" -> Track.FLOW;
                    default ->
                            throw option.refused(
                                    "lacks track by_src, by_dst, by_both, by_rule or by_flow");
                };
        int expected = filter ? 3 : 4;
        if (pairs.size() != expected) {
            throw option.refused(
                    "has the parts %s, expected %d".formatted(pairs.keySet(), expected));
        }
        long count = option.number(pairs.getOrDefault("count", ""), 1, MAX_STREAM);
        long seconds = option.number(pairs.getOrDefault("seconds", ""), 1, MAX_SECONDS);
        rule.threshold(option, new Threshold(kind, track, count, seconds));
    }

    /** Reads parts of the form {@code name value}, each name once. */
    private static Map<String, String> pairs(RuleOption option, List<String> parts)
            throws RefusedException {
        Map<String, String> pairs = new TreeMap<>();
        for (String part : parts) {
            String[] words = part.split("\\s+", -1);
            if (words.length != 2 || pairs.putIfAbsent(words[0], words[1]) != null) {
                throw option.refused(
                        "has the part %s, expected a name and a value, each name once"
                                .formatted(RuleOption.quoted(part)));
            }
        }
        return pairs;
    }
}
