package dev.yagura.detect.family;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the families that come with the program. */
final class Families {
    private Families() {}

    static List<Family> builtIn() {
        return YamlResource.read(Families.class, "families.yaml", Families::all);
    }

    private static List<Family> all(YamlSource source, YamlNode root) throws YamlException {
        YamlFields top = YamlFields.of(source, root, "file", List.of("families"));
        List<Family> families = new ArrayList<>();
        for (YamlNode item : items(source, top, "families")) {
            families.add(family(source, item));
        }
        return List.copyOf(families);
    }

    private static Family family(YamlSource source, YamlNode item) throws YamlException {
        YamlFields fields =
                YamlFields.of(
                        source,
                        item,
                        "family",
                        List.of("name", "kind", "oneProcess", "required", "needed", "others"));
        return new Family(
                fields.text("name"),
                fields.text("kind"),
                fields.flag("oneProcess", false),
                signs(source, fields, "required"),
                fields.convert("needed", 0, Families::number, "a number"),
                signs(source, fields, "others"));
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static List<Sign> signs(YamlSource source, YamlFields family, String name)
            throws YamlException {
        List<Sign> signs = new ArrayList<>();
        for (YamlNode item : items(source, family, name)) {
            YamlFields fields =
                    YamlFields.of(source, item, "sign", List.of("what", "rules", "texts"));
            signs.add(
                    new Sign(
                            fields.text("what"),
                            texts(fields, "rules"),
                            texts(fields, "texts").stream().map(Glob::of).toList()));
        }
        return signs;
    }

    private static List<YamlNode> items(YamlSource source, YamlFields fields, String name)
            throws YamlException {
        Optional<YamlNode> list = fields.node(name);
        return list.isPresent() ? YamlFields.items(source, list.get(), name) : List.of();
    }

    private static List<String> texts(YamlFields fields, String name) throws YamlException {
        return fields.scalars(name).stream().map(YamlNode.Scalar::value).toList();
    }
}
