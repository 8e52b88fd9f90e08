package dev.yagura.detect.storage.known;

import dev.yagura.detect.storage.known.KnownFile.Pattern;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program that rootkits replace.
 *
 * @param kind name of chkrootkit's test
 * @param files names it goes by
 * @param texts seen in replacements
 * @param expected a text that the honest program has
 * @param setuid whether only a replacement runs with its owner's rights
 */
record KnownProgram(
        String kind,
        List<String> files,
        List<Pattern> texts,
        Optional<Pattern> expected,
        boolean setuid) {

    /** All of them, and where programs lie. */
    record Programs(List<String> folders, List<KnownProgram> programs) {
        static Programs read() {
            return KnownFile.read("programs.yaml", Programs::read);
        }

        private static Programs read(YamlSource source, YamlNode root) throws YamlException {
            YamlFields top =
                    YamlFields.of(
                            source, root, "programs", List.of("folders", "generic", "programs"));
            List<String> generic = KnownFile.words(top, "generic");
            List<KnownProgram> programs = new ArrayList<>();
            for (YamlNode item :
                    YamlFields.items(source, top.node("programs").orElseThrow(), "programs")) {
                programs.add(program(source, item, generic));
            }
            return new Programs(KnownFile.words(top, "folders"), List.copyOf(programs));
        }

        private static KnownProgram program(YamlSource source, YamlNode node, List<String> generic)
                throws YamlException {
            YamlFields fields =
                    YamlFields.of(
                            source,
                            node,
                            "program",
                            List.of("kind", "files", "texts", "generic", "expected", "setuid"));
            String kind = fields.text("kind");
            List<String> files = KnownFile.words(fields, "files");
            List<String> texts = new ArrayList<>(KnownFile.words(fields, "texts"));
            if (fields.flag("generic", false)) {
                texts.addAll(generic);
            }
            Optional<Pattern> expected =
                    fields.node("expected").isPresent()
                            ? Optional.of(Pattern.of(fields.text("expected")))
                            : Optional.empty();
            return new KnownProgram(
                    kind,
                    files.isEmpty() ? List.of(kind) : files,
                    Pattern.all(texts),
                    expected,
                    fields.flag("setuid", false));
        }
    }
}
