package dev.yagura.detect.storage.commands;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges commands that a system runs by itself: what is fetched or decoded and then executed,
 * shells on connections, programs in temporary or hidden places, encoded payloads.
 */
public final class OddCommands {
    private static final List<String> LISTS =
            List.of("fetchers", "connectors", "decoders", "starters", "shells", "interpreters");
    private static final int MAX_DEPTH = 3;

    /** Words of base64 from this length on carry something; digests and keys are shorter. */
    private static final int PAYLOAD_CHARS = 256;

    private static final List<Text> TEXTS =
            YamlResource.read(OddCommands.class, "commands.yaml", OddCommands::texts);

    /**
     * Something odd.
     *
     * @param form what it is, for people
     * @param confidence how sure
     */
    public record Odd(String form, Confidence confidence) {}

    private record Text(String form, List<Glob> like) {}

    private OddCommands() {}

    static Map<String, List<Glob>> lists() {
        return YamlResource.read(
                OddCommands.class,
                "commands.yaml",
                (source, root) -> {
                    Map<String, List<Glob>> lists = new LinkedHashMap<>();
                    YamlFields top = top(source, root);
                    for (String name : LISTS) {
                        lists.put(name, globs(top.scalars(name)));
                    }
                    return lists;
                });
    }

    private static List<Text> texts(YamlSource source, YamlNode root) throws YamlException {
        List<Text> texts = new ArrayList<>();
        Optional<YamlNode> list = top(source, root).node("texts");
        if (list.isPresent()) {
            for (YamlNode item : YamlFields.items(source, list.get(), "texts")) {
                YamlFields one = YamlFields.of(source, item, "text", List.of("is", "like"));
                texts.add(new Text(one.text("is"), globs(one.scalars("like"))));
            }
        }
        return List.copyOf(texts);
    }

    private static YamlFields top(YamlSource source, YamlNode root) throws YamlException {
        List<String> names = new ArrayList<>(LISTS);
        names.add("texts");
        return YamlFields.of(source, root, "commands", names);
    }

    private static List<Glob> globs(List<YamlNode.Scalar> words) {
        return words.stream().map(word -> Glob.of(word.value())).toList();
    }

    /** Returns what is odd about a line of a shell, the surest first; nothing if nothing is. */
    public static Optional<Odd> in(String line) {
        String text =
                line.length() > ShellLine.MAX_CHARS ? line.substring(0, ShellLine.MAX_CHARS) : line;
        return in(text, 0);
    }

    private static Optional<Odd> in(String line, int depth) {
        List<ShellLine.Command> commands = ShellLine.commands(line);
        List<CommandWords> words = commands.stream().map(c -> CommandWords.of(c.words())).toList();
        if (words.stream().allMatch(one -> one.program().isEmpty()) && !line.contains("=")) {
            return Optional.empty();
        }
        for (Text known : TEXTS) {
            if (known.like().stream().anyMatch(glob -> glob.matches(line))) {
                return Optional.of(new Odd(known.form(), Confidence.MEDIUM));
            }
        }
        for (int i = 0; i < commands.size(); i++) {
            CommandWords one = words.get(i);
            Optional<Odd> odd = fed(commands, words, i);
            if (odd.isEmpty()) {
                odd = place(one);
            }
            if (odd.isEmpty() && one.connectsAProgram()) {
                odd = Optional.of(new Odd("a program on a connection", Confidence.HIGH));
            }
            if (odd.isEmpty()) {
                odd = payload(commands.get(i).words());
            }
            if (odd.isEmpty() && depth < MAX_DEPTH && one.isEvaluation()) {
                odd = inner(one, depth);
            }
            if (odd.isPresent()) {
                return odd;
            }
        }
        return Optional.empty();
    }

    /** Follows what a program that fetches or decodes gives to others, until one executes it. */
    private static Optional<Odd> fed(
            List<ShellLine.Command> commands, List<CommandWords> words, int from) {
        CommandWords source = words.get(from);
        boolean fetches = source.is("fetchers");
        boolean decodes = source.is("decoders") && isDecoding(source.arguments());
        if (!fetches && !decodes) {
            return Optional.empty();
        }
        int at = from;
        // Every step of a pipe leads forward and every substitution ends in an earlier command, so
        // no way is longer than the line has commands.
        for (int steps = 0; steps < commands.size() && commands.get(at).feeds() >= 0; steps++) {
            boolean substituted = commands.get(at).isSubstitution();
            at = commands.get(at).feeds();
            CommandWords next = words.get(at);
            if (substituted ? next.isEvaluation() : next.executesInput()) {
                return Optional.of(
                        new Odd(
                                fetches
                                        ? "something fetched and executed"
                                        : "something decoded and executed",
                                fetches ? Confidence.MEDIUM : Confidence.HIGH));
            }
        }
        return Optional.empty();
    }

    private static boolean isDecoding(List<String> arguments) {
        return arguments.stream()
                .anyMatch(word ->
                        word.startsWith("-d")
                                || word.equals("-D")
                                || word.equals("-r")
                                || word.equals("--decode"));
    }

    /**
     * Programs in a temporary place, and hidden ones; homes have hidden directories of their own.
     */
    private static Optional<Odd> place(CommandWords words) {
        String executed = words.executed();
        if (!executed.contains("/")) {
            return Optional.empty();
        }
        if (OddPlaces.isTemporary(executed)) {
            return Optional.of(new Odd("a program in a temporary place", Confidence.MEDIUM));
        }
        boolean sourced = words.program().equals(".") || words.program().equals("source");
        boolean atHome = executed.matches("(~|\\$HOME|\\$\\{HOME}|/root|/home/[^/]*)/.*");
        String last = executed.substring(executed.lastIndexOf('/') + 1);
        boolean hidden = atHome ? OddPlaces.isHiddenName(last) : OddPlaces.isHidden(executed);
        return hidden && !sourced
                ? Optional.of(new Odd("a hidden program", Confidence.MEDIUM))
                : Optional.empty();
    }

    private static Optional<Odd> payload(List<String> words) {
        return words.stream().anyMatch(OddCommands::isPayload)
                ? Optional.of(new Odd("an encoded payload", Confidence.MEDIUM))
                : Optional.empty();
    }

    private static boolean isPayload(String word) {
        return word.length() >= PAYLOAD_CHARS
                && word.chars()
                        .allMatch(c ->
                                (c >= '0' && c <= '9')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= 'a' && c <= 'z')
                                        || c == '+'
                                        || c == '='
                                        || c == '/');
    }

    /** Judges what a shell is given as text: the word after -c, all words of eval. */
    private static Optional<Odd> inner(CommandWords one, int depth) {
        List<String> arguments = one.arguments();
        int option = arguments.indexOf("-c");
        if (one.program().equals("eval")) {
            return in(String.join(" ", arguments), depth + 1);
        }
        return option >= 0 && option + 1 < arguments.size()
                ? in(arguments.get(option + 1), depth + 1)
                : Optional.empty();
    }
}
