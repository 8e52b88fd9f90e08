package dev.yagura.cli;

import dev.yagura.bpf.module.Dialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura module new}: the source of a first module. */
@Command(
        name = "new",
        description = "Write NAME.c: a detector that works, to be changed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it is written", "2:wrong usage, or the file is there already"})
final class ModuleNewCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "letters, digits and dashes")
    private String name = "";

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "where to write it; else the working directory")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!name.matches("[a-z][a-z0-9-]{0,40}")) {
            throw new UsageException(
                    "NAME is \"%s\", expected small letters, digits and dashes".formatted(name));
        }
        Path source = folder.resolve(name + ".c");
        try {
            Files.writeString(
                    source,
                    Dialect.template().replace("NAME", name),
                    StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("%s: is there already".formatted(source));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is written. Next:%n", source);
        out.printf("  yagura module headers VM -o %s%n", folder.resolve("vmlinux.h"));
        out.printf("  yagura module build %s%n", source);
        out.printf("  yagura module run VM %s%n", folder.resolve(name + ".o"));
        return ExitCode.OK;
    }
}
