package dev.yagura.detect.storage.known;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.List;

/** Data files that come with the program, beside the classes of this package. */
final class KnownFile {
    private KnownFile() {}

    static <T> T read(String name, YamlResource.Reader<T> reader) {
        return YamlResource.read(KnownFile.class, name, reader);
    }

    /** Returns the words of a list that may be missing. */
    static List<String> words(YamlFields fields, String name) throws YamlException {
        return fields.scalars(name).stream().map(YamlNode.Scalar::value).toList();
    }

    /** Returns the words of the one list that a file has. */
    static List<String> words(YamlSource source, YamlNode root, String name) throws YamlException {
        return words(YamlFields.of(source, root, name, List.of(name)), name);
    }

    /** A pattern and how it is written, for evidence. */
    record Pattern(String text, Glob glob) {
        static Pattern of(String text) {
            return new Pattern(text, Glob.of(text));
        }

        static List<Pattern> all(List<String> texts) {
            return texts.stream().map(Pattern::of).toList();
        }
    }
}
