package dev.yagura.attestation.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeMeasurementTest {

    @TempDir private Path directory;

    /** Computed with {@code sha256sum} over the layout that the class documents. */
    @Test
    void measuresNamesAndContents() throws IOException {
        Path a = file("one", "a.jar", "alpha");
        Path b = file("one", "b.jar", "beta");

        assertThat(CodeMeasurement.of(List.of(a, b)).hex())
                .isEqualTo("960f3697beb84c5e7918c7211bfa5724e65ffff5c5aa4a25706575594d3617d5");
    }

    @Test
    void orderAndPlaceOfTheFilesDoNotMatter() throws IOException {
        Sha256 here =
                CodeMeasurement.of(
                        List.of(file("one", "a.jar", "alpha"), file("one", "b.jar", "beta")));
        Sha256 there =
                CodeMeasurement.of(
                        List.of(file("two", "b.jar", "beta"), file("three", "a.jar", "alpha")));

        assertThat(there).isEqualTo(here);
    }

    @Test
    void everyChangeOfTheCodeMatters() throws IOException {
        Path a = file("one", "a.jar", "alpha");
        Path b = file("one", "b.jar", "beta");
        Sha256 original = CodeMeasurement.of(List.of(a, b));

        assertThat(CodeMeasurement.of(List.of(a))).isNotEqualTo(original);
        assertThat(CodeMeasurement.of(List.of(a, file("two", "b.jar", "betA"))))
                .isNotEqualTo(original);
        assertThat(CodeMeasurement.of(List.of(a, file("two", "c.jar", "beta"))))
                .isNotEqualTo(original);
        assertThat(
                        CodeMeasurement.of(
                                List.of(
                                        file("two", "a.jar", "beta"),
                                        file("two", "b.jar", "alpha"))))
                .isNotEqualTo(original);
    }

    @Test
    void refusesAmbiguousOrEmptyLists() throws IOException {
        Path a = file("one", "a.jar", "alpha");
        Path sameName = file("two", "a.jar", "other");

        assertThatThrownBy(() -> CodeMeasurement.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CodeMeasurement.of(List.of(a, sameName)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.jar occurs twice");
        assertThatThrownBy(() -> CodeMeasurement.of(List.of(directory.resolve("absent.jar"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Path file(String folder, String name, String content) throws IOException {
        Path parent = Files.createDirectories(directory.resolve(folder));
        return Files.writeString(parent.resolve(name), content);
    }
}
