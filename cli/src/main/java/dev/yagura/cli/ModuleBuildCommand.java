package dev.yagura.cli;

import dev.yagura.bpf.module.ModuleInfo;
import dev.yagura.cli.module.BuildException;
import dev.yagura.cli.module.Clang;
import dev.yagura.cli.module.ModuleBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura module build}: compile a detector. */
@Command(
        name = "build",
        description = {
            "Compile a detector in C, with clang 19 or newer.",
            "Refuses what would be silently wrong on another kernel: offsetof, bit fields that are",
            "read directly, and sizeof, strides and pointer arithmetic of the kernel's types.",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it is built", "2:wrong usage", "3:it could not be built"})
final class ModuleBuildCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.c", description = "the source")
    private Path source = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.o",
            description = "the object; else beside the source")
    private @Nullable Path output;

    @Option(
            names = "--headers",
            paramLabel = "vmlinux.h",
            description = "the kernel's types, of `yagura module headers`; else beside the source")
    private @Nullable Path headers;

    @Option(
            names = "--clang",
            paramLabel = "PROGRAM",
            description = "the compiler; else the newest on the search path")
    private @Nullable Path clang;

    @Override
    public Integer call() throws IOException {
        String name = String.valueOf(source.getFileName());
        if (!name.endsWith(".c") || !Files.isRegularFile(source)) {
            throw new UsageException("%s: is no file that ends in .c".formatted(source));
        }
        Path types = headers == null ? source.resolveSibling("vmlinux.h") : headers;
        if (!Files.isRegularFile(types) || !types.endsWith("vmlinux.h")) {
            throw new UsageException(
                    "%s: is not there, or not called vmlinux.h; write it: yagura module headers VM"
                                    .formatted(types)
                            + " -o vmlinux.h");
        }
        Path object =
                output == null
                        ? source.resolveSibling(name.substring(0, name.length() - 2) + ".o")
                        : output;
        Clang compiler = clang == null ? Clang.find() : Clang.at(clang);
        ModuleInfo info;
        try {
            info =
                    new ModuleBuild(compiler, source, types)
                            .run(object, spec.commandLine().getErr()::println);
        } catch (BuildException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INCOMPLETE;
        }
        spec.commandLine()
                .getOut()
                .printf("%s: %s, %s%n", object, info.detector().id(), info.detector().title());
        return ExitCode.OK;
    }
}
