package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detectors in C against the made-up guest, from its headers on. Needs clang 19 or newer. */
class ModuleTrialTest {
    private static final Path EXAMPLES = Path.of("../modules");

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void types() throws IOException {
        RequiredClang.check();
        String header = folder.resolve("vmlinux.h").toString();
        assertThat(run("module", "headers", "fake:linux", "-o", header)).isEqualTo(ExitCode.OK);
        assertThat(run("module", "new", "impostor", "--folder", folder.toString()))
                .isEqualTo(ExitCode.OK);
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private Path build(Path source) {
        Path object = folder.resolve("m.o");
        String header = folder.resolve("vmlinux.h").toString();
        assertThat(
                        run(
                                "module",
                                "build",
                                source.toString(),
                                "--headers",
                                header,
                                "-o",
                                object.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        return object;
    }

    private int test(Path object, Path expected, String... more) {
        return run(
                Stream.concat(
                                Stream.of(
                                        "module",
                                        "test",
                                        "fake:linux",
                                        object.toString(),
                                        "--expect",
                                        expected.toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static Path expected(String name) throws Exception {
        return Path.of(
                Objects.requireNonNull(
                                ModuleTrialTest.class.getResource("fake/" + name + ".jsonl"), name)
                        .toURI());
    }

    @Test
    void templateAndExamplesSayWhatIsExpected() throws Exception {
        List<Path> sources;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            sources =
                    Stream.concat(
                                    Stream.of(folder.resolve("impostor.c")),
                                    files.filter(file -> file.toString().endsWith(".c")).sorted())
                            .toList();
        }
        assertThat(sources).hasSize(11);
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".c", "");
            out.getBuffer().setLength(0);
            Path wanted = expected(name);
            assertThat(wanted).as(name).isNotEmptyFile();

            int status = test(build(source), wanted);

            assertThat(status).as(name + ": " + out + err).isEqualTo(ExitCode.OK);
        }
        assertThat(Files.readString(expected("impostor")))
                .containsOnlyOnce("\"finding\"")
                .contains("\"subject\":\"task 40 (kworker/u8:9)\"");
    }

    @Test
    void saysWhatDiffersAndWhatTheGuestHasNot() throws IOException {
        Path source = folder.resolve("impostor.c");
        Path expected = folder.resolve("impostor.jsonl");
        assertThat(test(build(source), expected, "--write")).isEqualTo(ExitCode.OK);
        String text = Files.readString(source);
        Files.writeString(
                source, text.replace("task->tgid);\n\t\trow_number", "1);\n\t\trow_number"));

        assertThat(test(build(source), expected)).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("- {\"kind\":\"row\",\"pid\":40,", "+ {\"kind\":\"row\",\"pid\":1,");

        Files.writeString(
                source,
                text.replace(
                                "void detect(void)",
                                "struct task_struct___not_here {\n\tint prio;\n} __core;\n"
                                        + "void detect(void)")
                        .replace(
                                "task->cred->euid.val",
                                "((struct task_struct___not_here *)task)->prio"));
        assertThat(test(build(source), expected)).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString())
                .contains("not covered: example.impostor: ", ": detect: impostor.c:37 ")
                .contains("needs a type, member or constant that this kernel does not have");
    }
}
