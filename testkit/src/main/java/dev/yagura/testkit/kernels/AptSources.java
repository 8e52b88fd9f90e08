package dev.yagura.testkit.kernels;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a machine's apt fetches from: sources.list(5), both of its formats. */
final class AptSources {
    private static final Pattern ONE_LINE =
            Pattern.compile("deb\\s+(?:\\[([^]]*)]\\s+)?(\\S+)\\s+(\\S+)((?:\\s+\\S+)*)");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern NO = Pattern.compile("no|false|without|off|disable");

    private AptSources() {}

    /**
     * Reads all sources below apt's configuration directory.
     *
     * @param aptDirectory {@code /etc/apt}
     * @return enabled sources of binary packages, in the order apt reads them; may be empty
     */
    static List<AptSource> read(Path aptDirectory) throws IOException {
        List<AptSource> sources = new ArrayList<>();
        Path main = aptDirectory.resolve("sources.list");
        if (Files.isRegularFile(main)) {
            sources.addAll(parseOneLine(Files.readString(main)));
        }
        Path parts = aptDirectory.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            List<Path> files;
            try (Stream<Path> list = Files.list(parts)) {
                files = list.sorted().toList();
            }
            for (Path file : files) {
                if (file.toString().endsWith(".list")) {
                    sources.addAll(parseOneLine(Files.readString(file)));
                } else if (file.toString().endsWith(".sources")) {
                    sources.addAll(parseDeb822(Files.readString(file)));
                }
            }
        }
        return sources;
    }

    /** Parses the one-line format: {@code deb [options] uri suite component...}. */
    static List<AptSource> parseOneLine(String text) {
        List<AptSource> sources = new ArrayList<>();
        for (String raw : text.lines().toList()) {
            String line = raw.replaceFirst("#.*", "").strip();
            Matcher entry = ONE_LINE.matcher(line);
            if (!entry.matches()) {
                continue;
            }
            Map<String, String> options = new LinkedHashMap<>();
            for (String option : words(entry.group(1) == null ? "" : entry.group(1))) {
                int equals = option.indexOf('=');
                if (equals > 0) {
                    options.put(
                            option.substring(0, equals).toLowerCase(Locale.ROOT),
                            option.substring(equals + 1));
                }
            }
            sources.add(
                    new AptSource(
                            entry.group(2),
                            entry.group(3),
                            words(entry.group(4)),
                            options.getOrDefault("signed-by", ""),
                            "yes".equals(options.get("trusted"))));
        }
        return sources;
    }

    /** Parses the deb822 format: stanzas of {@code Field: value} with continuation lines. */
    static List<AptSource> parseDeb822(String text) {
        List<AptSource> sources = new ArrayList<>();
        Map<String, String> stanza = new LinkedHashMap<>();
        String field = "";
        for (String line : Stream.concat(text.lines(), Stream.of("")).toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                sources.addAll(ofStanza(stanza));
                stanza.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                stanza.merge(field, continuation(line), (value, more) -> value + "\n" + more);
            } else if (colon > 0) {
                field = line.substring(0, colon).toLowerCase(Locale.ROOT);
                stanza.put(field, line.substring(colon + 1).strip());
            }
        }
        return sources;
    }

    /** Returns a continuation line's text; a lone dot stands for an empty line. */
    private static String continuation(String line) {
        String text = line.strip();
        return text.equals(".") ? "" : text;
    }

    private static List<AptSource> ofStanza(Map<String, String> stanza) {
        boolean disabled = NO.matcher(stanza.getOrDefault("enabled", "yes")).matches();
        if (disabled || !words(stanza.getOrDefault("types", "")).contains("deb")) {
            return List.of();
        }
        List<AptSource> sources = new ArrayList<>();
        for (String uri : words(stanza.getOrDefault("uris", ""))) {
            for (String suite : words(stanza.getOrDefault("suites", ""))) {
                sources.add(
                        new AptSource(
                                uri,
                                suite,
                                words(stanza.getOrDefault("components", "")),
                                stanza.getOrDefault("signed-by", "").strip(),
                                "yes".equals(stanza.get("trusted"))));
            }
        }
        return sources;
    }

    /** Writes a source as one line. An armoured key must have been moved to a file before. */
    static String oneLine(AptSource source) {
        String options =
                (source.signedBy().isEmpty() ? "" : " signed-by=" + source.signedBy())
                        + (source.trusted() ? " trusted=yes" : "");
        return "deb [arch=amd64 target=Packages%s] %s %s %s"
                .formatted(
                        options,
                        source.uri(),
                        source.suite(),
                        source.components().stream().collect(joining(" ")));
    }

    private static List<String> words(String text) {
        return SPACES.splitAsStream(text.strip()).filter(word -> !word.isEmpty()).toList();
    }
}
