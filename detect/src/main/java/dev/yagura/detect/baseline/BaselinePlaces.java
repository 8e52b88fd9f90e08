package dev.yagura.detect.baseline;

import dev.yagura.detect.lists.PathList;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a change means by where it is.
 *
 * @param sensitive what runs, is loaded, or says what does
 * @param leftOut what changes by itself
 */
record BaselinePlaces(PathList sensitive, PathList leftOut) {
    /** Reads the data file. */
    static BaselinePlaces read() {
        return YamlResource.read(BaselinePlaces.class, "places.yaml", BaselinePlaces::read);
    }

    private static BaselinePlaces read(YamlSource source, YamlNode root) throws YamlException {
        YamlFields top =
                YamlFields.of(
                        source, root, "places of baselines", List.of("sensitive", "left-out"));
        return new BaselinePlaces(
                PathList.of(patterns(source, top, "sensitive")),
                PathList.of(patterns(source, top, "left-out")));
    }

    private static List<String> patterns(YamlSource source, YamlFields top, String name)
            throws YamlException {
        List<String> patterns = new ArrayList<>();
        Optional<YamlNode> list = top.node(name);
        if (list.isPresent()) {
            for (YamlNode item : YamlFields.items(source, list.get(), name)) {
                YamlFields one = YamlFields.of(source, item, name, List.of("reason", "paths"));
                one.text("reason");
                one.scalars("paths").forEach(path -> patterns.add(path.value()));
            }
        }
        return patterns;
    }
}
