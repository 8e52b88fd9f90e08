package dev.yagura.detect.rules;

import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of rules: {@code lists}, {@code macros} and {@code rules}.
 *
 * @param name as the user named it
 * @param rules those that were accepted
 * @param verdicts one for each rule, and one for each other thing that was refused
 */
public record RuleFile(String name, List<Rule> rules, List<Verdict> verdicts) {
    /** Longest file, in characters. */
    public static final int MAX_CHARS = YamlReader.MAX_CHARS;

    /** Copies the lists. */
    public RuleFile {
        rules = List.copyOf(rules);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Reads a file. What is wrong with it is in the verdicts: a rule that is refused does not keep
     * the others from being read.
     *
     * @param name as the user named it
     * @param text of the file
     */
    public static RuleFile read(String name, String text) {
        Reading reading = new Reading(new YamlSource(name, text));
        try {
            reading.read();
        } catch (YamlException e) {
            reading.refuse(e, Optional.empty());
        }
        return new RuleFile(name, reading.rules, reading.verdicts);
    }

    /**
     * Returns the rules of several files, if all are accepted and no id is there twice.
     *
     * @param taken ids that other detectors have
     * @throws RuleException if one was refused
     */
    public static List<Rule> all(List<RuleFile> files, List<String> taken) throws RuleException {
        List<Verdict> refused =
                files.stream()
                        .flatMap(file -> file.verdicts.stream())
                        .filter(verdict -> !verdict.accepted())
                        .toList();
        if (!refused.isEmpty()) {
            throw new RuleException(refused.getFirst(), refused.size() - 1);
        }
        List<Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>(taken);
        for (RuleFile file : files) {
            for (Rule rule : file.rules) {
                if (!ids.add(rule.info().id())) {
                    throw new RuleException(
                            new Verdict(
                                    file.name,
                                    1,
                                    1,
                                    Optional.of(rule.info().id()),
                                    Optional.of(
                                            "rule: id is %s, expected one that no other detector has"
                                                    .formatted(rule.info().id()))),
                            0);
                }
                rules.add(rule);
            }
        }
        return List.copyOf(rules);
    }

    /** One reading of a file. */
    private static final class Reading {
        private final YamlSource source;
        private final Map<String, List<String>> lists = new LinkedHashMap<>();
        private final Map<String, Expression> macros = new LinkedHashMap<>();
        private final Set<String> ids = new HashSet<>();
        private final List<Rule> rules = new ArrayList<>();
        private final List<Verdict> verdicts = new ArrayList<>();

        Reading(YamlSource source) {
            this.source = source;
        }

        void read() throws YamlException {
            YamlFields top =
                    YamlFields.of(
                            source,
                            YamlReader.read(source),
                            "rule file",
                            List.of("lists", "macros", "rules"));
            if (top.node("lists").isPresent()) {
                for (YamlNode.Entry entry : entries(top, "lists")) {
                    list(entry);
                }
            }
            if (top.node("macros").isPresent()) {
                for (YamlNode.Entry entry : entries(top, "macros")) {
                    macro(entry);
                }
            }
            if (top.node("rules").isEmpty()) {
                throw source.refused(top.start(), "rule file: field \"rules\" is missing");
            }
            List<YamlNode> nodes = YamlFields.items(source, top.node("rules").get(), "rules");
            if (nodes.isEmpty() || nodes.size() > RuleLimits.RULES) {
                throw source.refused(
                        top.node("rules").get().start(),
                        "rule file has %d rules, expected 1 to %d"
                                .formatted(nodes.size(), RuleLimits.RULES));
            }
            RuleReader reader = new RuleReader(source, lists, macros);
            nodes.forEach(node -> rule(reader, node));
        }

        private List<YamlNode.Entry> entries(YamlFields top, String name) throws YamlException {
            return YamlFields.mapping(source, top.node(name).orElseThrow(), name).entries();
        }

        private void list(YamlNode.Entry entry) throws YamlException {
            String owner = "list \"%s\"".formatted(entry.name().value());
            List<String> items = new ArrayList<>();
            for (YamlNode item : YamlFields.items(source, entry.value(), owner)) {
                String text = YamlFields.scalar(source, item, owner).value();
                List<String> inner = lists.get(text);
                items.addAll(inner == null ? List.of(text) : inner);
                if (items.size() > RuleLimits.LIST_ITEMS
                        || text.length() > RuleLimits.VALUE_CHARS) {
                    throw source.refused(
                            item.start(),
                            "%s: has more than %d items or one of more than %d characters"
                                    .formatted(
                                            owner, RuleLimits.LIST_ITEMS, RuleLimits.VALUE_CHARS));
                }
            }
            lists.put(entry.name().value(), List.copyOf(items));
        }

        private void macro(YamlNode.Entry entry) throws YamlException {
            String owner = "macro \"%s\"".formatted(entry.name().value());
            YamlNode.Scalar text = YamlFields.scalar(source, entry.value(), owner);
            macros.put(entry.name().value(), ConditionParser.parse(ConditionText.of(source, text)));
        }

        private void rule(RuleReader reader, YamlNode node) {
            try {
                Rule rule = reader.read(node);
                if (!ids.add(rule.info().id())) {
                    throw source.refused(
                            node.start(),
                            "rule: id is %s, expected one that no other rule has"
                                    .formatted(rule.info().id()));
                }
                rules.add(rule);
                verdicts.add(
                        new Verdict(
                                source.file(),
                                source.line(node.start()),
                                source.column(node.start()),
                                Optional.of(rule.info().id()),
                                Optional.empty()));
            } catch (YamlException e) {
                refuse(e, RuleReader.id(node));
            }
        }

        void refuse(YamlException e, Optional<String> rule) {
            verdicts.add(
                    new Verdict(e.file(), e.line(), e.column(), rule, Optional.of(e.problem())));
        }
    }
}
