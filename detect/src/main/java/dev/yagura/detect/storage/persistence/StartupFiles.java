package dev.yagura.detect.storage.persistence;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files with commands that one detector judges.
 *
 * @param info what the detector is
 * @param places where the files are
 */
record StartupFiles(DetectorInfo info, List<Place> places) {
    /** How odd commands are told, the same for all of them. */
    private static final String HOW =
            " Odd is: something fetched or decoded and then executed, a shell on a connection, a"
                    + " program in a temporary or hidden place, a library put into programs, an encoded"
                    + " payload; known forms are in a data file. Files that a package vouches for by"
                    + " digest are left out. That such a file is there, or that an administrator wrote"
                    + " it, is no finding. Looking alike: installers that are run by hand through a"
                    + " pipe, kept in a script. Evaded by a command that only names a program in an"
                    + " ordinary place; linux.package.unowned-file and baselines see that.";

    /**
     * Files of one form.
     *
     * @param form how commands are written in them
     * @param paths of them
     * @param homes of them, below home directories
     */
    record Place(CommandForm form, List<PathPattern> paths, List<PathPattern> homes) {}

    static List<StartupFiles> read() {
        return YamlResource.read(
                StartupFiles.class,
                "startup.yaml",
                (source, root) -> {
                    List<StartupFiles> all = new ArrayList<>();
                    for (YamlNode item : YamlFields.items(source, root, "startup files")) {
                        all.add(read(source, item));
                    }
                    return List.copyOf(all);
                });
    }

    private static StartupFiles read(YamlSource source, YamlNode node) throws YamlException {
        YamlFields fields =
                YamlFields.of(
                        source,
                        node,
                        "startup files",
                        List.of("id", "title", "techniques", "compares", "next", "files"));
        DetectorInfo info =
                new DetectorInfo(
                        fields.text("id"),
                        fields.text("title"),
                        Severity.CRITICAL,
                        words(fields, "techniques"),
                        fields.text("compares") + HOW,
                        fields.text("next"));
        List<Place> places = new ArrayList<>();
        Optional<YamlNode> files = fields.node("files");
        if (files.isPresent()) {
            for (YamlNode item : YamlFields.items(source, files.get(), "files")) {
                YamlFields one =
                        YamlFields.of(source, item, "files", List.of("form", "paths", "homes"));
                places.add(
                        new Place(
                                one.convert(
                                        "form", CommandForm.SHELL, StartupFiles::form, "a form"),
                                words(one, "paths").stream().map(PathPattern::of).toList(),
                                words(one, "homes").stream()
                                        .map(path -> PathPattern.of("/" + path))
                                        .toList()));
            }
        }
        return new StartupFiles(info, List.copyOf(places));
    }

    private static Optional<CommandForm> form(String word) {
        return Arrays.stream(CommandForm.values())
                .filter(form -> form.word().equals(word))
                .findFirst();
    }

    private static List<String> words(YamlFields fields, String name) throws YamlException {
        return fields.scalars(name).stream().map(YamlNode.Scalar::value).toList();
    }
}
