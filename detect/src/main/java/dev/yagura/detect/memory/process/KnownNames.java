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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lists of {@code known.yaml}. */
enum KnownNames {
    /** What makes code at run time. */
    COMPILERS,
    /** Libraries that are preloaded with a good reason. */
    PRELOADS,
    /** Shells. */
    SHELLS,
    /** Interpreters that can do what a shell does. */
    INTERPRETERS,
    /** Programs that debug others. */
    DEBUGGERS,
    /** Programs that speak with link layers. */
    LINK_LAYER;

    /** Read when first asked for. */
    private static final class Lists {
        private static final String FILE = "known.yaml";
        static final Map<KnownNames, List<Glob>> ALL = read();

        private static Map<KnownNames, List<Glob>> read() {
            try (InputStream in = KnownNames.class.getResourceAsStream(FILE)) {
                if (in == null) {
                    throw new IllegalStateException("resource " + FILE + " is missing");
                }
                YamlSource source = new YamlSource(FILE, new String(in.readAllBytes(), UTF_8));
                Map<KnownNames, List<Glob>> lists = new EnumMap<>(KnownNames.class);
                for (YamlNode.Entry entry :
                        YamlFields.mapping(source, YamlReader.read(source), FILE).entries()) {
                    List<Glob> globs = new ArrayList<>();
                    for (YamlNode item : YamlFields.items(source, entry.value(), FILE)) {
                        globs.add(Glob.of(YamlFields.scalar(source, item, FILE).value()));
                    }
                    lists.put(
                            KnownNames.valueOf(entry.name().value().toUpperCase(Locale.ROOT)),
                            globs);
                }
                return lists;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns whether the list has a name. */
    boolean has(String name) {
        return Lists.ALL.getOrDefault(this, List.of()).stream()
                .anyMatch(glob -> glob.matches(name));
    }
}
