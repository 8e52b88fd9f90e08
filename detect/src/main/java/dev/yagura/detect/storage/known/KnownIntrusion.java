package dev.yagura.detect.storage.known;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.known.KnownFile.Pattern;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An intrusion that is told by what it leaves; any one of it will do.
 *
 * @param kind its name
 * @param severity what it would mean
 * @param confidence how sure one of its signs is
 * @param paths files that are there
 * @param lines of text files
 * @param texts in any files
 * @param heads first lines
 */
record KnownIntrusion(
        String kind,
        Severity severity,
        Confidence confidence,
        List<PathPattern> paths,
        List<Content> lines,
        List<Content> texts,
        List<Content> heads) {

    /**
     * Something in the content of files.
     *
     * @param in which files
     * @param like patterns, one of which has to match
     */
    record Content(List<PathPattern> in, List<Pattern> like) {
        private static List<Content> all(YamlSource source, YamlFields fields, String name)
                throws YamlException {
            Optional<YamlNode> node = fields.node(name);
            List<Content> all = new ArrayList<>();
            if (node.isPresent()) {
                for (YamlNode item : YamlFields.items(source, node.get(), name)) {
                    YamlFields one = YamlFields.of(source, item, name, List.of("in", "like"));
                    all.add(
                            new Content(
                                    patterns(KnownFile.words(one, "in")),
                                    Pattern.all(KnownFile.words(one, "like"))));
                }
            }
            return List.copyOf(all);
        }
    }

    static List<KnownIntrusion> read() {
        return KnownFile.read(
                "intrusions.yaml",
                (source, root) -> {
                    List<KnownIntrusion> all = new ArrayList<>();
                    for (YamlNode item : YamlFields.items(source, root, "intrusions")) {
                        all.add(intrusion(source, item));
                    }
                    return List.copyOf(all);
                });
    }

    private static KnownIntrusion intrusion(YamlSource source, YamlNode node) throws YamlException {
        YamlFields fields =
                YamlFields.of(
                        source,
                        node,
                        "intrusion",
                        List.of(
                                "kind",
                                "severity",
                                "confidence",
                                "paths",
                                "folders",
                                "names",
                                "lines",
                                "texts",
                                "heads"));
        List<String> paths = new ArrayList<>(KnownFile.words(fields, "paths"));
        for (String folder : KnownFile.words(fields, "folders")) {
            for (String name : KnownFile.words(fields, "names")) {
                paths.add(folder + "/" + name);
            }
        }
        return new KnownIntrusion(
                fields.text("kind"),
                fields.word("severity", Severity.class, Severity.CRITICAL),
                fields.word("confidence", Confidence.class, Confidence.MEDIUM),
                patterns(paths),
                Content.all(source, fields, "lines"),
                Content.all(source, fields, "texts"),
                Content.all(source, fields, "heads"));
    }

    private static List<PathPattern> patterns(List<String> paths) {
        return paths.stream().map(PathPattern::of).toList();
    }
}
