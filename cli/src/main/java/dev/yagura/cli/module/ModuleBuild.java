package dev.yagura.cli.module;

import dev.yagura.bpf.load.ObjectCheck;
import dev.yagura.bpf.module.DetectorModule;
import dev.yagura.bpf.module.Dialect;
import dev.yagura.bpf.module.ModuleInfo;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Compiles a module, and refuses what would be silently wrong on another kernel. */
public final class ModuleBuild {
    /** Bytes of one function's frame; all together have {@code Limits.DEFAULT}. */
    private static final int FRAME_BYTES = 65_536;

    private final Clang clang;
    private final Path source;
    private final Path types;

    /**
     * Prepares.
     *
     * @param source the C file
     * @param types the header with the kernel's types, called {@code vmlinux.h}
     */
    public ModuleBuild(Clang clang, Path source, Path types) {
        this.clang = clang;
        this.source = source;
        this.types = types;
    }

    /**
     * Compiles.
     *
     * @param object where the object goes; written when all is well, and replaced
     * @param warnings receives what the compiler says of a source that it takes
     * @return what the module says it is
     * @throws BuildException with what the compiler or the checks say
     */
    public ModuleInfo run(Path object, Consumer<String> warnings) throws IOException {
        Path work = Files.createTempDirectory("yagura-module");
        try {
            Path headers = Files.createDirectory(work.resolve("yagura"));
            for (Map.Entry<String, String> header : Dialect.headers().entrySet()) {
                Files.writeString(headers.resolve(header.getKey()), header.getValue());
            }
            List<String> refused = SourceLint.of(source, types).read(syntax(work));
            Path compiled = work.resolve("module.o");
            compile(work, compiled, warnings);
            ModuleInfo info = check(compiled, refused);
            Files.move(compiled, object, StandardCopyOption.REPLACE_EXISTING);
            return info;
        } finally {
            delete(work);
        }
    }

    private List<String> command(Path work) {
        List<String> command = new ArrayList<>(List.of(clang.program().toString()));
        command.addAll(List.of("-target", "bpf", "-mcpu=v4", "-g", "-O2", "-fno-builtin"));
        command.addAll(List.of("-fms-extensions", "-Wno-microsoft-anon-tag", "-Wall"));
        command.addAll(List.of("-I", work.toString()));
        command.addAll(List.of("-I", types.toAbsolutePath().resolveSibling("").toString()));
        return command;
    }

    /** Returns the command that prints the syntax of the source, line by line. */
    private List<String> syntax(Path work) {
        List<String> command = command(work);
        command.addAll(List.of("-fsyntax-only", "-w", "-fno-color-diagnostics"));
        command.addAll(List.of("-Xclang", "-ast-dump", source.toString()));
        return command;
    }

    private void compile(Path work, Path compiled, Consumer<String> warnings) throws IOException {
        List<String> command = command(work);
        // An object says which lines it is of, and nothing of where it was made.
        Path whole = source.toAbsolutePath();
        command.add("-ffile-prefix-map=%s/=".formatted(work));
        command.add("-ffile-prefix-map=%s=".formatted(folderOf(whole)));
        command.add("-fdebug-compilation-dir=.");
        command.addAll(List.of("-fstack-size-section", "-mllvm"));
        command.add("-bpf-stack-size=" + FRAME_BYTES);
        command.addAll(List.of("-c", whole.toString(), "-o", compiled.toString()));
        Tool.Result result = Tool.run(command, line -> {});
        String said = result.errors().strip().replace(whole.toString(), source.toString());
        if (result.status() != 0) {
            throw new BuildException(said);
        }
        if (!said.isEmpty()) {
            warnings.accept(said);
        }
        Optional<Path> strip = clang.strip();
        if (strip.isPresent()) {
            List<String> stripping = List.of(strip.get().toString(), "-g", compiled.toString());
            Tool.Result stripped = Tool.run(stripping, line -> {});
            if (stripped.status() != 0) {
                throw new BuildException(
                        "%s: exit status %d: %s"
                                .formatted(
                                        strip.get(), stripped.status(), stripped.errors().strip()));
            }
        }
    }

    /** Returns a file's folder with its slash. */
    private static String folderOf(Path file) {
        String whole = file.toString();
        return whole.substring(0, whole.lastIndexOf('/') + 1);
    }

    private ModuleInfo check(Path compiled, List<String> refused) throws IOException {
        byte[] bytes = Files.readAllBytes(compiled);
        List<String> problems = new ArrayList<>(refused);
        try {
            problems.addAll(
                    ObjectCheck.problems(BpfObject.parse(source.toString(), bytes)).stream()
                            .map(problem ->
                                    problem.replace(source.getFileName() + ":", source + ":"))
                            .map(problem -> problem + "; read_bits() reads it right")
                            .toList());
            if (problems.isEmpty()) {
                return DetectorModule.parse(source.toString(), bytes).info();
            }
        } catch (MalformedStructureException e) {
            throw new BuildException(String.valueOf(e.getMessage()));
        }
        throw new BuildException(String.join(System.lineSeparator(), problems));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
