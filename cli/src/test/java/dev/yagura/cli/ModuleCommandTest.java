package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.cli.module.InstalledModules;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs clang 19 or newer. */
class ModuleCommandTest {
    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void types() throws IOException {
        RequiredClang.check();
        try (InputStream in = ModuleCommandTest.class.getResourceAsStream("vmlinux.h")) {
            Files.copy(Objects.requireNonNull(in), folder.resolve("vmlinux.h"));
        }
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private Path write(String body) throws IOException {
        return Files.writeString(
                folder.resolve("m.c"),
                """
                #include "vmlinux.h"
                #include <yagura/kernel.h>
                MODULE_ID("test.m");
                static char mine[64];
                void detect(void)
                {
                	struct task_struct *task = &init_task;
                	unsigned long n = sizeof(mine) + sizeof(task) + sizeof(int);
                """
                        + body
                        + "\trow_number(\"n\", n + task->pid);\n\trow_end();\n}\n");
    }

    @Test
    void buildsWhatNewWrites() throws IOException {
        Path source = folder.resolve("first.c");

        assertThat(run("module", "new", source.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("module", "new", "first", "--folder", folder.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(run("module", "new", "first", "--folder", folder.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("first.c: is there already");
        assertThat(run("module", "build", source.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("example.first, program that poses");
        assertThat(Files.readString(folder.resolve("first.o"), ISO_8859_1))
                .contains("\0first.c\0", "\0yagura/memory.h\0")
                .as("where it was made")
                .doesNotContain(folder.toString(), System.getProperty("java.io.tmpdir"));
    }

    @Test
    void refusesWhatWouldBeSilentlyWrong() throws IOException {
        Path source =
                write(
                        """
                        	n += sizeof(struct task_struct);
                        	n += sizeof *task;
                        	n += sizeof(task->comm);
                        	n += __builtin_offsetof(struct task_struct, pid);
                        	n += (unsigned long)(task + 1);
                        	n += task[n].pid;
                        	n += ((struct sock_common *)task)->skc_reuseport;
                        """);

        assertThat(run("module", "build", source.toString())).isEqualTo(ExitCode.INCOMPLETE);
        String place = source + ":";
        assertThat(err.toString().lines().filter(line -> line.startsWith(place)))
                .filteredOn(line -> !line.contains(": warning: "))
                .hasSize(7)
                .anyMatch(line -> line.startsWith(place + "9: sizeof of a type"))
                .anyMatch(line -> line.startsWith(place + "10: sizeof of a type"))
                .anyMatch(line -> line.startsWith(place + "11: sizeof of a member"))
                .anyMatch(line -> line.startsWith(place + "12: offsetof"))
                .anyMatch(line -> line.startsWith(place + "13: arithmetic"))
                .anyMatch(line -> line.startsWith(place + "14: index"))
                .anyMatch(line -> line.matches("\\Q" + place + "\\E15: .*bit field.*read_bits.*"));
        assertThat(folder.resolve("m.o")).doesNotExist();
    }

    @Test
    void takesWhatIsRight() throws IOException {
        Path source =
                write(
                        """
                        	n += type_size(struct task_struct) + field_offset(struct task_struct, pid);
                        	n += read_bits((struct sock_common *)task, skc_reuseport);
                        	n += array_at(task, struct task_struct, n)->pid;
                        """);

        assertThat(run("module", "build", source.toString(), "-o", folder + "/other.o"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("other.o")).isNotEmptyFile();
    }

    @Test
    void installsUnderItsIdWhatIsADetector() throws IOException {
        Path object = folder.resolve("some.o");
        assertThat(run("module", "build", write("").toString(), "-o", object.toString()))
                .isEqualTo(ExitCode.OK);
        InstalledModules modules = new InstalledModules(folder.resolve("settings/modules"));

        assertThat(modules.objects()).isEmpty();
        assertThat(modules.install(object)).hasFileName("test.m.o").hasSameBinaryContentAs(object);
        assertThat(modules.objects()).hasSize(1);
        assertThat(modules.remove("test.m")).isTrue();
        assertThat(modules.remove("../test.m")).isFalse();
        assertThat(modules.objects()).isEmpty();
        assertThatThrownBy(() -> modules.install(folder.resolve("vmlinux.h")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void recordsOnlyWhatKeepsSomething() throws IOException {
        Path object = folder.resolve("m.o");
        assertThat(run("module", "build", write("").toString())).isEqualTo(ExitCode.OK);

        int status =
                run(
                        "baseline",
                        "file:none",
                        "--no-installed",
                        "--module",
                        object.toString(),
                        "--write",
                        folder.resolve("b").toString());

        assertThat(status).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("m.o: keeps nothing, expected one that says MODULE_");
    }

    @Test
    void saysWhatTheCompilerSays() throws IOException {
        Path source = write("\tn += task->no_such_member;\n");

        assertThat(run("module", "build", source.toString())).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString()).contains("no member named 'no_such_member'");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Path source = write("");
        Files.delete(folder.resolve("vmlinux.h"));

        assertThat(run("module", "build", source.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("yagura module headers VM -o vmlinux.h");
        assertThat(run("module", "build", folder + "/absent.c")).isEqualTo(ExitCode.USAGE);
        assertThat(run("module", "run", "file:/nowhere", folder + "/absent.o"))
                .isEqualTo(ExitCode.INCOMPLETE);
    }
}
