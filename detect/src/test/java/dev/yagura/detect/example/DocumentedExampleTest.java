package dev.yagura.detect.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentedExampleTest {
    private static final Path DOCUMENT = Path.of("../docs/writing-a-detector.md");
    private static final Path SOURCE =
            Path.of("src/test/java/dev/yagura/detect/example/KernelThreadImpostor.java");

    @Test
    void documentShowsTheExampleThatCompiles() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("/** Finds"));

        assertThat(Files.readString(DOCUMENT)).contains("```java\n" + shown + "```\n");
    }

    @Test
    void exampleIsAValidDetector() {
        assertThat(new KernelThreadImpostor().info().id()).isEqualTo("example.process.impostor");
    }
}
