package dev.yagura.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compilers of the host, for tests that are run by property where they are installed. */
public final class Tools {
    private static final Path SOURCES = Path.of("src/test/c");

    private Tools() {}

    /** Runs a tool and returns what it prints; it must succeed. */
    public static String run(Path directory, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "tool", ".out");
        Path errors = Files.createTempFile(directory, "tool", ".err");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(errors));
        }
        return Files.readString(output);
    }

    /** Returns the path of a source of these tests. */
    public static String source(String name) {
        return SOURCES.resolve(name).toAbsolutePath().toString();
    }

    /**
     * Compiles a source to a BPF object, against the types of a kernel.
     *
     * @param source a file of {@code src/test/c}
     * @param btf the BTF of the kernel
     * @return the object
     */
    public static byte[] compile(Path directory, String source, Path btf)
            throws IOException, InterruptedException {
        Path header = directory.resolve("vmlinux.h");
        if (!Files.exists(header)) {
            Files.writeString(
                    header,
                    run(
                            directory,
                            List.of(
                                    "bpftool",
                                    "btf",
                                    "dump",
                                    "file",
                                    btf.toString(),
                                    "format",
                                    "c")));
        }
        Path object = directory.resolve(source + ".o");
        List<String> command =
                new ArrayList<>(List.of("clang-19", "-target", "bpf", "-mcpu=v4", "-g", "-O2"));
        command.addAll(List.of("-fno-builtin", "-fms-extensions", "-Wno-microsoft-anon-tag"));
        command.addAll(List.of("-fstack-size-section", "-I."));
        command.addAll(List.of("-c", source(source), "-o", object.toString()));
        run(directory, command);
        return Files.readAllBytes(object);
    }
}
