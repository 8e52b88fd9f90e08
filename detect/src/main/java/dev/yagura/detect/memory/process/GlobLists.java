package dev.yagura.detect.memory.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lists of patterns that come with the program. */
final class GlobLists {
    private GlobLists() {}

    /** Returns the patterns of each list of a file beside this class. */
    static Map<String, List<Glob>> read(String file) {
        try (InputStream in = GlobLists.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("resource " + file + " is missing");
            }
            YamlSource source = new YamlSource(file, new String(in.readAllBytes(), UTF_8));
            Map<String, List<Glob>> lists = new LinkedHashMap<>();
            for (YamlNode.Entry entry :
                    YamlFields.mapping(source, YamlReader.read(source), file).entries()) {
                List<Glob> globs = new ArrayList<>();
                for (YamlNode item : YamlFields.items(source, entry.value(), file)) {
                    globs.add(Glob.of(YamlFields.scalar(source, item, file).value()));
                }
                lists.put(entry.name().value(), List.copyOf(globs));
            }
            return lists;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
