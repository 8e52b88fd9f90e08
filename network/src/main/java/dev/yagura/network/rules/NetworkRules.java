package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of some files.
 *
 * <p>Of rules with the same {@code gid:sid} the one with the highest revision counts, the first of
 * those with the same; the others are refused.
 *
 * @param accepted in the order of the files
 * @param verdicts one for each rule, in the same order; a file that is too long has one alone
 */
public record NetworkRules(List<NetworkRule> accepted, List<RuleVerdict> verdicts) {
    /** Copies the lists. */
    public NetworkRules {
        accepted = List.copyOf(accepted);
        verdicts = List.copyOf(verdicts);
    }

    /** Reads files that load no others; as {@link #read(List, RuleConfig, ListFiles)}. */
    public static NetworkRules read(List<RuleSource> files, RuleConfig config) {
        return read(files, config, ListFiles.NONE);
    }

    /**
     * Reads files. What cannot be honoured is in the verdicts, nothing is thrown.
     *
     * @param lists where rules find the values that they load
     */
    public static NetworkRules read(List<RuleSource> files, RuleConfig config, ListFiles lists) {
        List<RuleParser.Parsed> parsed = new ArrayList<>();
        var datasets = new Datasets(lists);
        for (RuleSource file : files) {
            parse(file, config, datasets, parsed);
        }
        Map<String, NetworkRule> newest = new HashMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < parsed.size(); i++) {
            Optional<NetworkRule> rule = parsed.get(i).rule();
            if (rule.isPresent() && isNewer(rule.get(), newest)) {
                newest.put(rule.get().info().id(), rule.get());
                places.put(rule.get().info().id(), i);
            }
        }
        List<NetworkRule> accepted = new ArrayList<>();
        List<RuleVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < parsed.size(); i++) {
            RuleVerdict verdict = parsed.get(i).verdict();
            Optional<NetworkRule> rule = parsed.get(i).rule();
            String id = rule.map(each -> each.info().id()).orElse("");
            NetworkRule counts = newest.get(id);
            if (rule.isEmpty() || counts == null || places.getOrDefault(id, i) == i) {
                rule.ifPresent(accepted::add);
                verdicts.add(verdict);
            } else {
                verdicts.add(replaced(verdict, counts));
            }
        }
        return new NetworkRules(accepted, verdicts);
    }

    private static boolean isNewer(NetworkRule rule, Map<String, NetworkRule> newest) {
        NetworkRule before = newest.get(rule.info().id());
        return before == null || rule.info().revision() > before.info().revision();
    }

    private static void parse(
            RuleSource file, RuleConfig config, Datasets datasets, List<RuleParser.Parsed> parsed) {
        if (file.text().length() > RuleLimits.MAX_FILE_CHARS) {
            parsed.add(
                    refused(
                            file,
                            1,
                            "has more than %d characters".formatted(RuleLimits.MAX_FILE_CHARS)));
            return;
        }
        var parser = new RuleParser(file.name(), config, datasets);
        for (RuleLine line : RuleLine.of(file.text())) {
            if (parsed.size() >= RuleLimits.MAX_RULES) {
                parsed.add(
                        refused(
                                file,
                                line.firstLine(),
                                "is behind rule %d, where reading ends"
                                        .formatted(RuleLimits.MAX_RULES)));
                return;
            }
            parsed.add(parser.parse(line));
        }
    }

    private static RuleParser.Parsed refused(RuleSource file, int line, String reason) {
        return new RuleParser.Parsed(
                new RuleVerdict(
                        file.name(),
                        line,
                        1,
                        Optional.empty(),
                        Optional.of(new RuleVerdict.Refusal("file", reason))),
                Optional.empty());
    }

    private static RuleVerdict replaced(RuleVerdict verdict, NetworkRule by) {
        return new RuleVerdict(
                verdict.file(),
                verdict.line(),
                verdict.column(),
                verdict.rule(),
                Optional.of(
                        new RuleVerdict.Refusal(
                                "sid",
                                "is that of the rule at %s:%d, whose revision is %d"
                                        .formatted(by.file(), by.line(), by.info().revision()))));
    }
}
