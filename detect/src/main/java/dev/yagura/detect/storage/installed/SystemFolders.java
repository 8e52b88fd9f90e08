package dev.yagura.detect.storage.installed;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlResource;
import dev.yagura.detect.yaml.YamlSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where packages put programs and libraries, and what is there without a package.
 *
 * @param folders looked through with all that is below them
 * @param generated paths of what is made there
 */
public record SystemFolders(List<String> folders, List<Glob> generated) {
    /** Copies the lists. */
    public SystemFolders {
        folders = List.copyOf(folders);
        generated = List.copyOf(generated);
    }

    /** Reads the data file. */
    public static SystemFolders read() {
        return YamlResource.read(SystemFolders.class, "generated.yaml", SystemFolders::read);
    }

    private static SystemFolders read(YamlSource source, YamlNode root) throws YamlException {
        YamlFields top =
                YamlFields.of(source, root, "system folders", List.of("folders", "generated"));
        List<Glob> generated = new ArrayList<>();
        Optional<YamlNode> list = top.node("generated");
        if (list.isPresent()) {
            for (YamlNode item : YamlFields.items(source, list.get(), "generated")) {
                YamlFields one =
                        YamlFields.of(source, item, "generated files", List.of("by", "paths"));
                one.text("by");
                one.scalars("paths").forEach(path -> generated.add(Glob.of(path.value())));
            }
        }
        return new SystemFolders(
                top.scalars("folders").stream().map(YamlNode.Scalar::value).toList(), generated);
    }

    /** Returns every file in the folders, each once: where one is a link to another too. */
    public List<GuestFile> files(StorageContext context) throws IOException {
        Set<GuestFile> tops = new LinkedHashSet<>();
        for (String folder : folders) {
            context.find(folder).filter(GuestFile::isDirectory).ifPresent(tops::add);
        }
        Set<GuestFile> files = new LinkedHashSet<>();
        for (GuestFile top : tops) {
            context.files().each(top, files::add);
        }
        return List.copyOf(files);
    }

    /** Returns whether a program makes this file. */
    public boolean isGenerated(GuestFile file) {
        String path = file.path();
        return generated.stream().anyMatch(glob -> glob.matches(path));
    }
}
