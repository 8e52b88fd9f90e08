package dev.yagura.detect.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data files that come with the program, beside the classes that use them. */
public final class YamlResource {
    private YamlResource() {}

    /** A reader of one file's content. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Makes a value of a document.
         *
         * @throws YamlException if it is of another form
         */
        T read(YamlSource source, YamlNode root) throws YamlException;
    }

    /**
     * Reads a file.
     *
     * @param beside a class of its package
     * @throws UncheckedIOException if the file is of another form: a fault of the build
     */
    public static <T> T read(Class<?> beside, String name, Reader<T> reader) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            YamlSource source = new YamlSource(name, new String(in.readAllBytes(), UTF_8));
            return reader.read(source, YamlReader.read(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file of named lists of words. */
    public static Map<String, List<String>> lists(Class<?> beside, String name) {
        return read(
                beside,
                name,
                (source, root) -> {
                    Map<String, List<String>> lists = new LinkedHashMap<>();
                    for (YamlNode.Entry entry : YamlFields.mapping(source, root, name).entries()) {
                        List<String> words = new ArrayList<>();
                        for (YamlNode item : YamlFields.items(source, entry.value(), name)) {
                            words.add(YamlFields.scalar(source, item, name).value());
                        }
                        lists.put(entry.name().value(), List.copyOf(words));
                    }
                    return lists;
                });
    }
}
