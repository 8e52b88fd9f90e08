package dev.yagura.detect.storage.known;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Data files that come with the program, beside the classes of this package. */
final class KnownFile {
    private KnownFile() {}

    /** A reader of one file's content. */
    interface Reader<T> {
        T read(YamlSource source, YamlNode root) throws YamlException;
    }

    static <T> T read(String name, Reader<T> reader) {
        try (InputStream in = KnownFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            YamlSource source = new YamlSource(name, new String(in.readAllBytes(), UTF_8));
            return reader.read(source, YamlReader.read(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
