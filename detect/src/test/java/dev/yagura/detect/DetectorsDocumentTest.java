package dev.yagura.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.builtin.BuiltInDetectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DetectorsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/detectors.md");
    private static final Pattern ID = Pattern.compile("`(linux(\\.[a-z-]+)+)`");

    @Test
    void documentNamesEveryDetectorAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher id = ID.matcher(Files.readString(DOCUMENT));
        while (id.find()) {
            named.add(id.group(1));
        }
        Set<String> there =
                BuiltInDetectors.infos().stream()
                        .map(DetectorInfo::id)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(there);
    }
}
