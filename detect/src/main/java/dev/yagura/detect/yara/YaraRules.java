package dev.yagura.detect.yara;

import dev.yagura.detect.rules.Verdict;
import dev.yagura.detect.yara.pattern.PatternBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of some files, ready to scan with. Immutable and safe for concurrent use.
 *
 * <p>Each file is a namespace of its own: rules ask for rules of their own file, and global rules
 * guard those of their own file.
 */
public final class YaraRules {
    private final List<YaraRule> rules;
    private final List<Verdict> verdicts;
    private final StringTable strings;

    /** For each rule, the number of the first one of its file. */
    private final int[] firstOfFile;

    /** For each rule, the number of its first string; one more entry at the end. */
    private final int[] firstString;

    private YaraRules(List<YaraRule> rules, List<Integer> firstOfFile, List<Verdict> verdicts) {
        this.rules = List.copyOf(rules);
        this.verdicts = List.copyOf(verdicts);
        this.firstOfFile = firstOfFile.stream().mapToInt(Integer::intValue).toArray();
        this.firstString = new int[rules.size() + 1];
        List<DeclaredString> all = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            all.addAll(rules.get(i).strings());
            firstString[i + 1] = all.size();
        }
        this.strings = new StringTable(all);
    }

    /** Reads files. What is wrong with them is in {@link #verdicts()}. */
    public static YaraRules of(List<YaraSource> sources) {
        PatternBudget budget = new PatternBudget();
        List<YaraRule> rules = new ArrayList<>();
        List<Integer> firstOfFile = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (YaraSource source : sources) {
            RuleFileReader.Contents contents = RuleFileReader.read(source, budget);
            int first = rules.size();
            rules.addAll(contents.rules());
            contents.rules().forEach(_ -> firstOfFile.add(first));
            verdicts.addAll(contents.verdicts());
        }
        return new YaraRules(rules, firstOfFile, verdicts);
    }

    /** Returns the rules that were accepted. */
    public List<YaraRule> rules() {
        return rules;
    }

    /** Returns what became of each rule, and of each other thing that was refused. */
    public List<Verdict> verdicts() {
        return verdicts;
    }

    StringTable strings() {
        return strings;
    }

    int firstOfFile(int rule) {
        return firstOfFile[rule];
    }

    int firstString(int rule) {
        return firstString[rule];
    }
}
