package dev.yagura.detect.storage.web;

import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of programs of web servers.
 *
 * @param folders where they are, as patterns of paths
 * @param languages ends of names by language
 * @param input what stands for something that a visitor gives
 * @param signs of programs that do what a visitor says
 */
record WebSigns(
        List<String> folders,
        Map<String, List<String>> languages,
        List<String> input,
        List<Sign> signs) {
    private static final String INPUT = "{input}";

    /**
     * A sign.
     *
     * @param form what it is, for people
     * @param score what it counts
     * @param languages in which it is looked for
     * @param all texts that are all there
     */
    record Sign(String form, int score, List<String> languages, List<String> all) {}

    static WebSigns read() {
        return YamlResource.read(WebSigns.class, "web.yaml", WebSigns::read);
    }

    private static WebSigns read(YamlSource source, YamlNode root) throws YamlException {
        YamlFields top =
                YamlFields.of(
                        source, root, "web", List.of("folders", "languages", "input", "signs"));
        Map<String, List<String>> languages = new LinkedHashMap<>();
        YamlNode names = required(source, top, "languages");
        for (YamlNode.Entry entry : YamlFields.mapping(source, names, "languages").entries()) {
            List<String> ends = new ArrayList<>();
            for (YamlNode item : YamlFields.items(source, entry.value(), "languages")) {
                ends.add(YamlFields.scalar(source, item, "languages").value());
            }
            languages.put(entry.name().value(), List.copyOf(ends));
        }
        List<Sign> signs = new ArrayList<>();
        for (YamlNode item : YamlFields.items(source, required(source, top, "signs"), "signs")) {
            YamlFields one =
                    YamlFields.of(source, item, "sign", List.of("is", "score", "in", "all"));
            int score = one.convert("score", 0, WebSigns::score, "a number below 1000");
            signs.add(new Sign(one.text("is"), score, words(one, "in"), words(one, "all")));
        }
        return new WebSigns(words(top, "folders"), languages, words(top, "input"), signs);
    }

    private static Optional<Integer> score(String text) {
        return text.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static YamlNode required(YamlSource source, YamlFields fields, String name)
            throws YamlException {
        Optional<YamlNode> node = fields.node(name);
        if (node.isEmpty()) {
            throw source.refused(0, "web: field \"%s\" is missing".formatted(name));
        }
        return node.get();
    }

    private static List<String> words(YamlFields fields, String name) throws YamlException {
        return fields.scalars(name).stream().map(YamlNode.Scalar::value).toList();
    }

    /** Returns the language of a file by its name, if it has one. */
    Optional<String> language(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return languages.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(lower::endsWith))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns the signs that a content has. */
    List<Sign> in(String content, String language) {
        String text = compact(content.toLowerCase(Locale.ROOT));
        return signs.stream()
                .filter(sign -> sign.languages().contains(language))
                .filter(sign -> sign.all().stream().allMatch(part -> has(text, part)))
                .toList();
    }

    /** Drops blanks, other than one between two words. */
    private static String compact(String content) {
        StringBuilder text = new StringBuilder(content.length());
        boolean blank = false;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c <= ' ') {
                blank = true;
                continue;
            }
            if (blank && !text.isEmpty() && isWord(c) && isWord(text.charAt(text.length() - 1))) {
                text.append(' ');
            }
            text.append(c);
            blank = false;
        }
        return text.toString();
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private boolean has(String text, String part) {
        if (!part.contains(INPUT)) {
            return hasName(text, part);
        }
        return input.stream().anyMatch(given -> hasName(text, part.replace(INPUT, given)));
    }

    private static boolean hasName(String text, String part) {
        boolean isName = Character.isLetter(part.charAt(0));
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            if (!isName || at == 0 || !isPartOfName(text.charAt(at - 1))) {
                return true;
            }
        }
        return false;
    }

    /** Also of a method: what its class does is not known. */
    private static boolean isPartOfName(char c) {
        return isWord(c) || c == '$' || c == '>' || c == ':';
    }
}
