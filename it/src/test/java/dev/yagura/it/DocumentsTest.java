package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documents to what is there: links lead somewhere, and named tests exist. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern METHOD = Pattern.compile("\\w+(?:Test|Matrix)\\.(\\w+)");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(2);
                if (!target.startsWith("https:")) {
                    links++;
                    if (!Files.exists(document.resolveSibling(target))) {
                        dead.add("%s: %s".formatted(document, target));
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(50);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int named = 0;
        Path specification = ROOT.resolve("SPECIFICATION.md");
        Matcher link = LINK.matcher(Files.readString(specification));
        while (link.find()) {
            Matcher method = METHOD.matcher(link.group(1));
            if (method.matches()) {
                named++;
                String source = Files.readString(specification.resolveSibling(link.group(2)));
                // A test, or a factory of tests.
                String declared = "(void|Stream<\\w+>) " + method.group(1) + "\\(";
                if (!Pattern.compile(declared).matcher(source).find()) {
                    missing.add(link.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(20);
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of("", "docs", "docs/decisions", "docs/modules", "modules")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }
}
