package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a rule says of itself, as far as its options were read. */
final class InfoBuilder {
    private record Reference(String type, String value) {}

    private final Map<String, Long> numbers = new HashMap<>();
    private String message = "";
    private String classType = "";
    private Optional<RuleInfo.Target> target = Optional.empty();
    private final List<Reference> references = new ArrayList<>();
    private final List<String> metadata = new ArrayList<>();

    /** Takes {@code sid}, {@code gid}, {@code rev} or {@code priority}, each of them once. */
    void number(RuleOption option, long min, long max) throws RefusedException {
        long value = option.number(option.required(), min, max);
        if (numbers.putIfAbsent(option.keyword(), value) != null) {
            throw option.refused("is there twice, expected one of a rule");
        }
    }

    /** Returns what verdicts call the rule, where it has said so yet. */
    Optional<String> id() {
        return Optional.ofNullable(numbers.get("sid"))
                .map(sid -> numbers.getOrDefault("gid", 1L) + ":" + sid);
    }

    void message(String text) {
        message = text;
    }

    void classType(String name) {
        classType = name;
    }

    void target(RuleInfo.Target attacked) {
        target = Optional.of(attacked);
    }

    void reference(String type, String value) {
        references.add(new Reference(type, value));
    }

    void metadata(String pair) {
        metadata.add(pair);
    }

    RuleInfo build(RuleConfig config) throws RefusedException {
        Long sid = numbers.get("sid");
        if (sid == null) {
            throw new RefusedException("sid", "is missing", 0);
        }
        Classification classification = config.classifications().get(classType);
        int priority =
                classification == null
                        ? Classification.DEFAULT_PRIORITY
                        : classification.priority();
        return new RuleInfo(
                numbers.getOrDefault("gid", 1L),
                sid,
                numbers.getOrDefault("rev", 0L),
                message,
                classType,
                classification == null ? "" : classification.description(),
                numbers.getOrDefault("priority", (long) priority).intValue(),
                references.stream().map(each -> address(each, config)).toList(),
                metadata,
                target);
    }

    private static String address(Reference reference, RuleConfig config) {
        String start = config.references().get(reference.type());
        return start == null
                ? reference.type() + "," + reference.value()
                : start + reference.value();
    }
}
